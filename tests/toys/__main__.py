"""Write what git keeps of the toys."""

from irrealis.manifest import list_datasets
from tests.toys import TOYS, write_kept

for name in list_datasets(TOYS):
    write_kept(name)
