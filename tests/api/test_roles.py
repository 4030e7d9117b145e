"""Roles on the page of a member: what is said before, a higher one at once, a lower one by proposal, back again."""

from node.crdt.grants import Role
from tests.api.desk import Answer, Desk
from tests.api.reader import Element, form_fields
from tests.api.sample import Sample
from tests.api.test_deciding import BOB, admit


def role_form(answer: Answer, value: str, field: str = "role") -> Element:
    """Give the form whose hidden field says this."""
    return next(form for form in answer.forms if any(form.all("input", type="hidden", name_=field, value=value)))


def role_of(sample: Sample) -> Role | None:
    """Give bob's role."""
    return sample.space.view.membership.members[BOB].role


async def test_steward_lets_a_contributor_verify_at_once_and_it_says_first_what_cannot_be_undone_alone(
    desk: Desk, new: Sample
) -> None:
    admit(new, BOB)
    page = await desk.get(f"/member/{BOB.hex()}")
    assert "May verify…" in page.text
    assert "May write…" not in page.text
    assert "taking it back needs the stewards together" in page.text
    form = role_form(page, "verifier")
    done = await desk.post(form.attrs["action"], form_fields(form))
    assert "Done: verifier from now on." in done.html
    assert role_of(new) is Role.VERIFIER
    assert "May verify…" not in done.text


async def test_lower_role_is_proposed_and_given_once_it_is_in_force(desk: Desk, new: Sample) -> None:
    admit(new, BOB, role=Role.VERIFIER)
    page = await desk.get(f"/member/{BOB.hex()}")
    assert "any steward of the group gives the larger role again on this page" in page.text
    form = role_form(page, "lower", "what")
    done = await desk.post(form.attrs["action"], {**form_fields(form), "role": "reader"})
    assert "in force now" in done.html  # one steward is enough in a ledger of one
    assert role_of(new) is Role.READER
    again = await desk.get(f"/member/{BOB.hex()}")
    assert {"May verify…", "May write…"} <= {part.text for part in again.page.all("summary")}


async def test_no_role_is_offered_or_given_by_others_than_stewards_or_to_stewards(desk: Desk, new: Sample) -> None:
    admit(new, BOB)
    form = form_fields(role_form(await desk.get(f"/member/{BOB.hex()}"), "verifier"))
    address = f"/role/{new.space.space.hex()}"
    assert (await desk.post(address, {**form, "role": "steward"})).status == 400
    own = await desk.get(f"/member/{new.space.device.hex()}")
    assert not [one for one in own.forms if one.attrs["action"].startswith("/role/")]
    new.become_reader()
    page = await desk.get(f"/member/{BOB.hex()}")
    assert not [one for one in page.forms if one.attrs["action"].startswith("/role/")]
    assert (await desk.post(address, form)).status == 403
    assert role_of(new) is Role.CONTRIBUTOR
