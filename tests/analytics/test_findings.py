"""Findings: what is said, and when it is not."""

from conftest import engine

from analytics import findings
from analytics.intervals import rate_ratio
from analytics.selection import Selection


def rows(year, count, **more):
    return [{"date": f"{year}-05-{day:02d}", **more} for day in range(1, count + 1)]


def view(*records, selection=None):
    return engine(*records).view(selection or Selection())


def kinds(found):
    return [finding.kind for finding in found]


def test_a_change_is_called_only_where_its_interval_excludes_none():
    quiet = findings.last_change(view(*rows(2020, 12), *rows(2021, 15)))
    assert kinds(quiet) == ["no_clear_change"]
    assert quiet[0].values["low"] == rate_ratio(12, 15)[1] < 1
    assert kinds(findings.last_change(view(*rows(2020, 10), *rows(2021, 28)))) == ["rose"]
    assert kinds(findings.last_change(view(*rows(2020, 28), *rows(2021, 10)))) == ["fell"]


def test_no_ratio_is_told_on_a_base_under_ten():
    for first, second, kind in ((5, 12, "few_to_compare"), (5, 25, "rose_from_few"), (25, 5, "fell_from_few")):
        found = findings.last_change(view(*rows(2020, first), *rows(2021, second)))
        assert kinds(found) == [kind] and "ratio" not in found[0].values
    assert kinds(findings.last_change(view(*rows(2019, 1), *rows(2020, 1), *rows(2021, 9)))) == ["rose_from_few"]


def test_a_year_still_coming_in_is_not_compared():
    table = view(*rows(2019, 12), *rows(2020, 14), *rows(2021, 3))
    found = findings.last_change(table, ["2021"])
    assert (found[0].values["before"], found[0].values["after"]) == ("2019", "2020")


def test_a_year_without_records_counts_as_none():
    found = findings.last_change(view(*rows(2019, 12), *rows(2021, 14)))
    assert (found[0].values["first"], found[0].values["second"]) == (0, 14)


def test_a_trend_needs_eight_years():
    few = findings.long_trend(view(*rows(2018, 9), *rows(2021, 20)))
    assert kinds(few) == ["trend_undetermined"] and few[0].values["reason"] == "few_periods"
    rising = [record for place in range(10) for record in rows(2010 + place, 2 + 2 * place)]
    assert kinds(findings.long_trend(view(*rising))) == ["trend_rise"]


def test_no_share_is_told_on_fewer_than_ten():
    few = findings.most_frequent(view(*rows(2020, 9, concealment="wrapping")), "concealment")
    assert kinds(few) == ["most_frequent_count"] and "share" not in few[0].values
    enough = findings.most_frequent(view(*rows(2020, 10, concealment="wrapping")), "concealment")
    assert kinds(enough) == ["most_frequent"] and enough[0].values["share"] == 1
    assert kinds(findings.most_frequent(view(*rows(2020, 3)), "concealment")) == ["never_stated"]


def test_a_tie_has_no_winner():
    def found(**counts):
        records = [row for name, count in counts.items() for row in rows(2020, count, concealment=name)]
        return findings.most_frequent(view(*records), "concealment")

    both = found(wrapping=6, baggage=6, food=2)
    assert kinds(both) == ["tied"] and set(both[0].values["code"].split(";")) == {"wrapping", "baggage"}
    assert (both[0].values["count"], both[0].values["known"]) == (6, 14) and "share" not in both[0].values
    many = found(wrapping=1, baggage=1, food=1, on_body=1)
    assert kinds(many) == ["tied_many"] and many[0].values["values"] == 4
    assert kinds(found(wrapping=7, baggage=6)) == ["most_frequent"]
    moved = [row for mode in ("road_bus", "courier", "not_applicable") for row in rows(2020, 5, transport_mode=mode)]
    assert kinds(findings.most_frequent(view(*moved), "transport_mode")) == ["tied_moved"]


def test_a_slope_that_touches_nothing_tells_its_direction_only():
    # two of three years have one record, later two: many pairs tie, so that the slope's interval begins at 0
    years = [(2000 + place, 1 + (place > 14) * (place % 3 > 0)) for place in range(24)]
    found = findings.long_trend(view(*[row for year, count in years for row in rows(year, count)]))
    assert found[0].values["p"] < 0.05 and found[0].values["low"] == 0
    assert kinds(found) == ["trend_rise_small"]


def test_what_was_not_in_transit_is_no_answer_to_how_it_was_moved():
    moved = rows(2020, 12, transport_mode="road_bus") + rows(2021, 20, transport_mode="not_applicable")
    found = findings.most_frequent(view(*moved), "transport_mode")
    assert kinds(found) == ["most_frequent_moved"] and found[0].values["code"] == "road_bus"
    assert (found[0].values["count"], found[0].values["known"]) == (12, 12)


def test_publishers_of_the_last_two_years_are_counted():
    later = [*rows(2021, 3, source_publisher="A"), *rows(2021, 2, source_publisher="B")]
    sources = [*rows(2020, 4, source_publisher="A"), *later]
    found = findings.publishers(view(*sources))
    assert (found[0].values["first"], found[0].values["second"], found[0].n) == (1, 2, 9)
    assert not findings.publishers(view(*rows(2020, 4)))


def test_silence_at_the_end_is_told_as_such():
    held = engine(*rows(2015, 5, country="NI"), *rows(2020, 5, country="PA"))
    silent = held.view(Selection(filters=(("country", ("NI",)),)))
    found = findings.silent_since(silent, held.view(Selection()))
    assert kinds(found) == ["silent_since"] and found[0].values["last"] == "2015"
    assert not findings.silent_since(held.view(Selection(filters=(("country", ("PA",)),))), held.view(Selection()))
    ended = held.view(Selection(filters=(("country", ("NI",)),), end="2016"))
    assert not findings.silent_since(ended, held.view(Selection()))


def test_a_case_that_makes_a_quarter_is_named():
    small = rows(2020, 11, qty_pistol="1")
    assert not findings.largest_case(view(*small))
    found = findings.largest_case(view(*small, {"qty_pistol": "9"}))
    assert found[0].values["largest"] == 9 and found[0].values["total"] == 20


def test_what_sets_a_selection_apart_holds_after_adjusting():
    records = [
        *rows(2020, 20, country="PA", transport_mode="road_bus"),
        *rows(2020, 25, country="GT", transport_mode="sea_container"),
    ]
    held = engine(*records)
    chosen = held.view(Selection(filters=(("country", ("PA",)),)))
    found = findings.unlike_the_rest(chosen, held.view(Selection()))
    assert found and {finding.dimension for finding in found} <= {"transport_mode", "detection", "agency_type"}
    assert found[0].values["a"] in {0, 20} and len(found) <= findings.DIFFERENCES
    alike = engine(*[record | {"transport_mode": "road_bus"} for record in records])
    same = alike.view(Selection(filters=(("country", ("PA",)),)))
    assert not findings.unlike_the_rest(same, alike.view(Selection()))


def test_nothing_is_found_in_nothing():
    empty = view(*rows(2020, 1), selection=Selection(filters=(("country", ("BZ",)),)))
    assert findings.last_change(empty) == findings.long_trend(empty) == findings.largest_case(empty) == []
    assert findings.routes_stated(empty) == findings.consignment(empty) == []
