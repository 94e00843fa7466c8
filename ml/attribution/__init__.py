"""Attribution of costs to channels, categories and regions, with the figures put into words."""

from ml.attribution.attribute import AttributionParameters, AttributionResult, attribute_costs
from ml.attribution.explain import AdditivityError

__all__ = ["AdditivityError", "AttributionParameters", "AttributionResult", "attribute_costs"]
