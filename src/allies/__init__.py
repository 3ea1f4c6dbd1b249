"""Are They Allies? Documentation whose every claim is a tested fact."""
