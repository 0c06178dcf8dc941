"""Surface realization shared by builders: articles, demonyms, dates, gender cues."""
