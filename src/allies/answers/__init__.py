"""Answers: facts and a day become answers with their reasons."""
