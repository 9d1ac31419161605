"""What every test shares: repeatable examples, no clock, figures drawn without a screen."""

import matplotlib
from hypothesis import settings

settings.register_profile("course", deadline=None, derandomize=True)
settings.load_profile("course")
matplotlib.use("Agg")
