"""The site: one folder of static pages for a whole registry, to be opened from disk or published.

`writing` makes the folder, `shards` puts the rows of a dataset into scripts that a page loads when
it needs them, `rows` says what of a row they hold, `versions` what changed since earlier releases,
and `pages` what else a page tells.
"""

from irrealis.site.shards import LARGEST
from irrealis.site.writing import SITE_FILE, Site, write_site

__all__ = ["LARGEST", "SITE_FILE", "Site", "write_site"]
