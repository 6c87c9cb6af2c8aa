"""Methods that sell for Stars: invoices, the answer before a payment, the list of transactions, refunds."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sandbox.telegram import paying
from sandbox.telegram.errors import BotApiError, bad_request
from sandbox.telegram.methods.sending import post
from sandbox.telegram.outgoing import envelope, writable_chat
from sandbox.telegram.registry import Call, method
from sandbox.telegram.stars import MONTH_SECONDS, NANO, Invoice, StarError
from sandbox.telegram.state import Message, Telegram

_TITLE_MAX, _DESCRIPTION_MAX, _PAYLOAD_BYTES = 32, 255, 128
_STARS_MAX, _SUBSCRIPTION_MAX = 25_000, 10_000
_LIST_MAX = 100
_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


@method("sendInvoice")
async def send_invoice(telegram: Telegram, call: Call) -> Message:
    """Send an invoice; without buttons it gets the one that pays."""
    chat = writable_chat(telegram, call.get("chat_id"))
    invoice = replace(_invoice(call), start_parameter=call.get("start_parameter") or "")
    fields = envelope(telegram, call, chat)
    rows = fields.get("reply_markup", {}).get("inline_keyboard")
    if rows and "pay" not in rows[0][0]:
        raise bad_request("BUTTON_POS_INVALID")
    if not rows:
        pay = {"text": f"Pay ⭐️{invoice.stars}", "pay": True}
        fields["reply_markup"] = {"inline_keyboard": [[pay]]}
    message = post(telegram, call, chat, {"invoice": invoice.shown()} | fields)
    telegram.stars.invoices[f"{chat.id}:{message['message_id']}"] = invoice
    return message


@method("createInvoiceLink")
async def create_invoice_link(telegram: Telegram, call: Call) -> str:
    """Return a link that opens an invoice; with a period it is a subscription."""
    period = call.get("subscription_period") or 0
    invoice = _invoice(call)
    if period and (period != MONTH_SECONDS or invoice.stars > _SUBSCRIPTION_MAX):
        raise bad_request("SUBSCRIPTION_PERIOD_INVALID" if period != MONTH_SECONDS else "STARS_INVOICE_INVALID")
    return telegram.stars.link(replace(invoice, period=period))


@method("answerPreCheckoutQuery")
async def answer_pre_checkout_query(telegram: Telegram, call: Call) -> bool:
    """Let a payment go on or not, once and within ten seconds."""
    checkout = telegram.stars.checkouts.get(call.get("pre_checkout_query_id"))
    if checkout is None or telegram.stars.state_of(checkout) != "waiting":
        raise BotApiError(400, _TOO_OLD)
    if call.get("ok"):
        paying.settle(telegram, checkout)
        return True
    if not (call.get("error_message") or "").strip():
        raise bad_request("ERROR_TEXT_EMPTY")
    checkout.state, checkout.error = "refused", call.get("error_message")
    return True


@method("getStarTransactions")
async def get_star_transactions(telegram: Telegram, call: Call) -> dict[str, Any]:
    """List what came in and went out, the oldest first."""
    offset, limit = call.get("offset", 0), call.get("limit", _LIST_MAX)
    if offset < 0 or not 1 <= limit <= _LIST_MAX:
        raise bad_request("LIMIT_INVALID")
    return {"transactions": telegram.stars.transactions[offset : offset + limit]}


@method("getMyStarBalance")
async def get_my_star_balance(telegram: Telegram, call: Call) -> dict[str, int]:  # noqa: ARG001 (all methods take a call)
    """Tell the bot's Stars."""
    amount, parts = divmod(telegram.stars.balance_nano(), NANO)
    return {"amount": amount, "nanostar_amount": parts} if parts else {"amount": amount}


@method("refundStarPayment")
async def refund_star_payment(telegram: Telegram, call: Call) -> bool:
    """Give a payment back to who made it, once."""
    charge_id = call.get("telegram_payment_charge_id")
    try:
        if telegram.stars.paid(charge_id)["source"]["user"]["id"] != call.get("user_id"):
            raise bad_request("USER_ID_INVALID")
        paying.refund(telegram, charge_id, told=True)
    except StarError as error:
        raise bad_request(str(error)) from error
    return True


@method("editUserStarSubscription")
async def edit_user_star_subscription(telegram: Telegram, call: Call) -> bool:
    """Cancel a subscription at the end of its month, or take that back."""
    running = telegram.stars.subscriptions.get(call.get("telegram_payment_charge_id"))
    if running is None or running.person != call.get("user_id"):
        raise bad_request("CHARGE_ID_INVALID")
    running.cancelled = bool(call.get("is_canceled"))
    telegram.world.touch()
    return True


def _invoice(call: Call) -> Invoice:
    """Return the invoice that a call describes, checked as Telegram does for Stars."""
    title, description, payload = call.get("title"), call.get("description"), call.get("payload")
    prices = call.get("prices")
    if not 1 <= len(title) <= _TITLE_MAX or not 1 <= len(description) <= _DESCRIPTION_MAX:
        raise bad_request("INVOICE_TITLE_INVALID" if len(title) > _TITLE_MAX or not title else "DESCRIPTION_INVALID")
    if not 1 <= len(payload.encode()) <= _PAYLOAD_BYTES:
        raise bad_request("INVOICE_PAYLOAD_INVALID")
    if call.get("currency") != "XTR" or call.get("provider_token"):
        raise bad_request("PAYMENT_PROVIDER_INVALID")
    if len(prices) != 1 or not 1 <= prices[0]["amount"] <= _STARS_MAX:
        raise bad_request("STARS_INVOICE_INVALID")
    return Invoice(title, description, payload, prices[0]["amount"])
