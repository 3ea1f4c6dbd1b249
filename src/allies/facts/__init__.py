"""Facts: files become checked, typed facts whose claims know their evidence."""
