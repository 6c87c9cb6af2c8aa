"""What an invoice carries: the order in full, within Telegram's 128 bytes, and only by our own signature."""

from hypothesis import given
from hypothesis import strategies as st

from bot.chat import invoice_payload
from bot.chat.signing import Signer
from storage.orders import Order

SIGNER = Signer(b"k" * 32)
NAME = st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-", min_size=12, max_size=12)
STARS, CREDITS = st.integers(1, 25_000), st.integers(1, 2**53 - 1)


@st.composite
def orders(draw):
    buyer, chat = draw(NAME), draw(st.one_of(st.just(0), st.integers(-(2**52), -1)))
    payee = f"pool:{draw(NAME)}" if chat else f"w:{buyer}"
    order_id = draw(NAME) + draw(NAME)
    return Order(order_id, buyer, payee, draw(STARS), draw(CREDITS), draw(st.booleans()), chat, 0)


@given(orders())
def test_an_order_comes_back_whole_and_fits_an_invoice(order):
    payload = invoice_payload.write(SIGNER, order)
    assert len(payload.encode()) <= invoice_payload.BYTES_MAX
    assert invoice_payload.read(SIGNER, payload) == order
    assert invoice_payload.read(Signer(b"x" * 32), payload) is None


@given(orders(), st.integers(0, 127), st.characters())
def test_one_other_letter_makes_it_nothing(order, place, letter):
    payload = invoice_payload.write(SIGNER, order)
    place %= len(payload)
    changed = payload[:place] + letter + payload[place + 1 :]
    assert changed == payload or invoice_payload.read(SIGNER, changed) is None


@given(st.text(max_size=128))
def test_whatever_else_is_paid_by_is_nothing(payload):
    assert invoice_payload.read(SIGNER, payload) is None


def test_a_deep_links_token_signs_no_invoice():
    words = "o1.a.b...50.15000.0"
    assert invoice_payload.read(SIGNER, f"{words}.{SIGNER.token(words)}") is None
