"""What somebody chose to be usual: names and values that only the bot understands, one row each."""

from __future__ import annotations

from storage.database import Tx


def of_person(uid: str) -> str:
    """Return the holder that a person is."""
    return f"u:{uid}"


def of_chat(chat_id: int) -> str:
    """Return the holder that a group is."""
    return f"c:{chat_id}"


async def read(tx: Tx, first: str, second: str = "") -> tuple[dict[str, str], dict[str, str]]:
    """Return what one or two holders chose."""
    found: dict[str, dict[str, str]] = {first: {}, second: {}}
    rows = await tx.all(
        "SELECT holder, name, value FROM choice WHERE holder IN (:first, :second)", first=first, second=second
    )
    for holder, name, value in rows:
        found[holder][name] = value
    return found[first], found[second]


async def choose(tx: Tx, holder: str, name: str, value: str) -> None:
    """Remember a choice; an empty value takes it back."""
    if not value:
        await tx.execute("DELETE FROM choice WHERE holder = :holder AND name = :name", holder=holder, name=name)
        return
    await tx.execute(
        "INSERT INTO choice (holder, name, value) VALUES (:holder, :name, :value) "
        "ON CONFLICT (holder, name) DO UPDATE SET value = :value",
        holder=holder,
        name=name,
        value=value,
    )


async def move(tx: Tx, old: str, new: str) -> None:
    """Hand everything over to another holder, where it does not have its own yet."""
    await tx.execute("UPDATE OR IGNORE choice SET holder = :new WHERE holder = :old", old=old, new=new)
    await tx.execute("DELETE FROM choice WHERE holder = :old", old=old)
