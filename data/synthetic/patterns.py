"""The ways in which synthetic firearms travel and are found.

Plausible, so that charts look as they would, and calibrated to nothing: no share here is an estimate of anything.
"""

from collections.abc import Mapping
from dataclasses import dataclass

Shares = Mapping[str, float]


@dataclass(frozen=True, kw_only=True)
class Pattern:
    """One way: weights of the codes that go together.

    Attributes
    ----------
    kind : kind of gazetteer place it is found at.
    weight : how common it is in the middle of the period.
    growth : change of the logarithm of its weight from the first month to the last.
    routed : chance that any end of its route is stated by a careful record.
    overseas : whether its goods come from over the sea rather than from a neighbour.
    scale : smallest number of firearms in a consignment of this kind, before flooring.
    goods : chance that each kind of goods is in it.
    """

    kind: str
    weight: float
    growth: float = 0.0
    routed: float
    overseas: bool = False
    scale: float = 1.0
    location_type: Shares
    transport_mode: Shares
    detection: Shares
    agency_type: Shares
    concealment: Shares
    goods: Shares


CONTAINER = Pattern(
    kind="seaport",
    weight=0.11,
    growth=0.9,
    routed=0.8,
    overseas=True,
    scale=1.6,
    location_type={"seaport": 0.75, "customs_depot": 0.15, "free_zone": 0.1},
    transport_mode={"sea_container": 0.8, "parcel_consolidated_cargo": 0.15, "sea_general": 0.05},
    detection={"customs_inspection": 0.85, "undercover_operation": 0.05, "other": 0.1},
    agency_type={"customs": 0.6, "port_control_unit": 0.25, "antidrug": 0.15},
    concealment={
        **{"parcel_in_container": 0.3, "misdeclared_cargo": 0.25, "appliance": 0.1, "clothing_household": 0.1},
        **{"wrapping": 0.1, "container_structure": 0.05, "vehicle_parts": 0.1},
    },
    goods={"firearm": 0.6, "ammunition": 0.5, "parts": 0.55, "accessory": 0.2},
)
BUS = Pattern(
    kind="land_crossing",
    weight=0.1,
    growth=-0.5,
    routed=0.6,
    location_type={"land_border": 0.8, "road_checkpoint": 0.1, "rail_bus_station": 0.1},
    transport_mode={"road_bus": 0.9, "road_taxi": 0.1},
    detection={"border_check": 0.75, "road_checkpoint": 0.25},
    agency_type={"border": 0.35, "customs": 0.3, "police": 0.25, "migration": 0.1},
    concealment={"baggage": 0.5, "clothing_household": 0.15, "food": 0.1, "wrapping": 0.15, "on_body": 0.1},
    goods={"firearm": 0.6, "ammunition": 0.55, "parts": 0.2},
)
TRUCK = Pattern(
    kind="land_crossing",
    weight=0.08,
    growth=0.3,
    routed=0.7,
    scale=1.4,
    location_type={"land_border": 0.7, "customs_depot": 0.2, "road_checkpoint": 0.1},
    transport_mode={"road_cargo_truck": 0.9, "multimodal": 0.1},
    detection={"border_check": 0.4, "customs_inspection": 0.5, "road_checkpoint": 0.1},
    agency_type={"customs": 0.55, "border": 0.25, "police": 0.2},
    concealment={"truck_structure": 0.3, "misdeclared_cargo": 0.3, "food": 0.15, "cargo_legit": 0.15, "wrapping": 0.1},
    goods={"firearm": 0.65, "ammunition": 0.5, "parts": 0.3},
)
FOOT = Pattern(
    kind="land_crossing",
    weight=0.04,
    routed=0.5,
    location_type={"border_unofficial": 0.8, "water_inland": 0.2},
    transport_mode={"pedestrian": 0.6, "animal": 0.1, "river": 0.3},
    detection={"border_check": 0.6, "arrest": 0.4},
    agency_type={"border": 0.5, "military": 0.5},
    concealment={"sack_bag": 0.5, "on_body": 0.3, "baggage": 0.2},
    goods={"firearm": 0.7, "ammunition": 0.6},
)
CAR = Pattern(
    kind="town",
    weight=0.2,
    growth=-0.2,
    routed=0.25,
    location_type={"road_checkpoint": 0.55, "road_inland": 0.45},
    transport_mode={"road_private_vehicle": 0.75, "road_motorcycle": 0.15, "road_taxi": 0.1},
    detection={"traffic_stop": 0.5, "road_checkpoint": 0.5},
    agency_type={"police": 0.75, "military": 0.15, "border": 0.1},
    concealment={
        **{"vehicle_compartment": 0.35, "vehicle_seat": 0.2, "vehicle_boot": 0.15, "vehicle_dashboard": 0.1},
        **{"vehicle_tyre": 0.05, "none_open": 0.15},
    },
    goods={"firearm": 0.9, "ammunition": 0.6, "parts": 0.15, "grenade": 0.03},
)
AIR = Pattern(
    kind="airport",
    weight=0.06,
    growth=1.1,
    routed=0.8,
    overseas=True,
    location_type={"airport": 0.4, "air_cargo_terminal": 0.25, "postal_courier_hub": 0.35},
    transport_mode={"courier": 0.35, "postal": 0.2, "air_passenger": 0.25, "air_cargo": 0.2},
    detection={"postal_screening": 0.5, "airport_screening": 0.35, "customs_inspection": 0.15},
    agency_type={"customs": 0.7, "antidrug": 0.3},
    concealment={"parcel": 0.5, "appliance": 0.15, "disassembled": 0.15, "baggage": 0.1, "xray_shielding": 0.1},
    goods={"firearm": 0.3, "ammunition": 0.25, "parts": 0.75, "accessory": 0.25},
)
CRAFT = Pattern(
    kind="seaport",
    weight=0.06,
    routed=0.5,
    overseas=True,
    scale=1.3,
    location_type={"coast_open_sea": 0.8, "small_port_pier": 0.2},
    transport_mode={"sea_go_fast": 0.4, "sea_small_craft": 0.35, "sea_fishing": 0.25},
    detection={"maritime_interdiction": 0.95, "cache_found": 0.05},
    agency_type={"naval_coast": 0.85, "military": 0.15},
    concealment={"vessel_compartment": 0.4, "sack_bag": 0.3, "jettisoned": 0.15, "none_open": 0.15},
    goods={"firearm": 0.8, "ammunition": 0.5},
)
PREMISES = Pattern(
    kind="town",
    weight=0.22,
    growth=-0.3,
    routed=0.08,
    location_type={"premises": 0.7, "warehouse": 0.1, "business": 0.15, "prison": 0.05},
    transport_mode={"not_applicable": 1.0},
    detection={"premises_search": 0.85, "arrest": 0.15},
    agency_type={"police": 0.5, "prosecutor": 0.25, "judicial_police": 0.25},
    concealment={"stash_premises": 0.6, "furniture": 0.1, "none_open": 0.3},
    goods={"firearm": 0.9, "ammunition": 0.7, "parts": 0.3, "grenade": 0.08, "explosive": 0.05},
)
CACHE = Pattern(
    kind="town",
    weight=0.13,
    growth=-0.6,
    routed=0.05,
    scale=1.2,
    location_type={"rural_open": 0.9, "other": 0.1},
    transport_mode={"not_applicable": 1.0},
    detection={"cache_found": 0.8, "armed_clash": 0.2},
    agency_type={"military": 0.5, "police": 0.5},
    concealment={"stash_outdoor": 0.7, "sack_bag": 0.2, "drum_tank": 0.1},
    goods={"firearm": 0.75, "ammunition": 0.6, "grenade": 0.2, "explosive": 0.12},
)
STOCK = Pattern(
    kind="town",
    weight=0.0,
    routed=0.1,
    scale=1.5,
    location_type={"military_depot": 0.5, "evidence_store": 0.25, "gun_shop": 0.25},
    transport_mode={"not_applicable": 0.8, "road_private_vehicle": 0.2},
    detection={"stockpile_diversion": 1.0},
    agency_type={"military": 0.5, "police": 0.3, "firearms_registry": 0.2},
    concealment={"false_documents": 0.5, "legal_import_cover": 0.2, "structured_small_lots": 0.3},
    goods={"firearm": 0.9, "ammunition": 0.3, "grenade": 0.05},
)
"""A loss from a lawful holder: drawn apart from the others, at a rate of its own."""

PATTERNS = (CONTAINER, BUS, TRUCK, FOOT, CAR, AIR, CRAFT, PREMISES, CACHE, STOCK)
KINDS = ("town", "land_crossing", "seaport", "airport")
