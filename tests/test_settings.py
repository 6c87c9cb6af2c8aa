"""The settings as an owner meets them: names, defaults, and the sentence that each mistake gets."""

from __future__ import annotations

import pytest

from bot.errors import SettingsError
from bot.providers.money import Budget
from bot.settings import GATEWAY_NAMES, load_settings, read_names
from bot.wiring import gateways_of
from tests.catalogue import CATALOG

PREFIXES = ("THUCCHIEN", "KEY4U", "FLOW")
TOKEN = "123456789:" + "A" * 35


def load(env=None, dotenv=None):
    return load_settings(env or {}, dotenv, PREFIXES)


def refusal(env=None, dotenv=None):
    with pytest.raises(SettingsError) as caught:
        load(env, dotenv)
    return str(caught.value)


@pytest.fixture
def dotenv(tmp_path):
    def write(text):
        file = tmp_path / ".env"
        file.write_text(text, encoding="utf-8")
        return file

    return write


def test_nothing_set_gives_a_closed_bot_without_a_token():
    settings, _ = load()
    assert settings.telegram_bot_token is None
    assert settings.telegram_api_url == "https://api.telegram.org"
    assert settings.database_url == "sqlite:///var/atelier.db"
    assert settings.bot_access == "closed"
    assert settings.bot_billing == "off"
    assert settings.bot_start_credits == 0
    assert settings.bot_pictures_per_day is None
    assert settings.bot_credits_per_day is None
    assert settings.bot_jobs_at_once == 3
    assert settings.bot_timezone == "Asia/Ho_Chi_Minh"
    assert settings.timezone.key == "Asia/Ho_Chi_Minh"
    assert all(gateway.api_key is None and gateway.threads is None for gateway in settings.gateways.values())


def test_every_setting_is_read():
    settings, warnings = load(
        {
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": "http://127.0.0.1:8081/",
            "DATABASE_URL": "sqlite:////data/x.db",
            "BOT_ACCESS": "Open",
            "BOT_ADMIN_IDS": "1, 2",
            "BOT_ALLOWED_IDS": "3 -1001",
            "BOT_BILLING": "credits",
            "BOT_START_CREDITS": "500",
            "BOT_PICTURES_PER_DAY": "0",
            "BOT_CREDITS_PER_DAY": "70",
            "BOT_JOBS_AT_ONCE": "unlimited",
            "BOT_DEFAULT_MODEL": "nano-banana",
            "BOT_TIMEZONE": "Europe/Paris",
            "BOT_DATA_DIR": "/data",
            "BOT_LOG_LEVEL": "debug",
        }
    )
    assert warnings == []
    assert settings.telegram_bot_token is not None
    assert settings.telegram_bot_token.get_secret_value() == TOKEN
    assert settings.telegram_api_url == "http://127.0.0.1:8081"
    assert settings.database_url == "sqlite:////data/x.db"
    assert settings.bot_access == "open"
    assert settings.bot_admin_ids == {1, 2}
    assert settings.bot_allowed_ids == {3, -1001}
    assert (settings.bot_billing, settings.bot_start_credits) == ("credits", 500)
    assert (settings.bot_pictures_per_day, settings.bot_credits_per_day) == (0, 70)
    assert settings.bot_jobs_at_once is None
    assert settings.bot_default_model == "nano-banana"
    assert str(settings.bot_data_dir) == "/data"
    assert settings.bot_log_level == "DEBUG"


def test_a_gateway_is_read_by_the_prefix_of_its_catalogue_file():
    settings, _ = load_settings(
        {
            "NEWGATE_API_KEY": "k-1",
            "NEWGATE_BASE_URL": "https://new.example/v1/",
            "NEWGATE_THREADS": "0",
            "NEWGATE_PICTURES_PER_DAY": "9",
        },
        None,
        ["NEWGATE"],
    )
    gateway = settings.gateways["NEWGATE"]
    assert gateway.api_key is not None
    assert gateway.api_key.get_secret_value() == "k-1"
    assert (gateway.base_url, gateway.threads, gateway.pictures_per_day) == ("https://new.example/v1", 0, 9)


def test_the_database_stands_in_the_data_folder_unless_told_otherwise():
    assert load({"BOT_DATA_DIR": "/data"})[0].database_url == "sqlite:////data/atelier.db"


def test_the_environment_wins_over_the_file_and_an_empty_value_is_not_set(dotenv):
    file = dotenv("BOT_ACCESS=open\nBOT_DEFAULT_MODEL='from file' # why\nexport BOT_TIMEZONE=Europe/Paris\n")
    settings, _ = load({"BOT_DEFAULT_MODEL": "from-environment", "BOT_ACCESS": ""}, file)
    assert settings.bot_default_model == "from-environment"
    assert settings.bot_access == "open"
    assert settings.bot_timezone == "Europe/Paris"


def test_settings_cannot_be_changed():
    with pytest.raises(ValueError, match="frozen"):
        load()[0].bot_access = "open"


def test_the_process_environment_does_not_slip_in(monkeypatch):
    monkeypatch.setenv("BOT_ACCESS", "open")
    monkeypatch.setenv("API_KEY", "someone-elses")
    settings, _ = load()
    assert settings.bot_access == "closed"
    assert settings.gateways["FLOW"].api_key is None


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("BOT_ACCESS", "opn", "BOT_ACCESS must be closed or open, not 'opn'; did you mean open?"),
        ("BOT_BILLING", "on", "BOT_BILLING must be off or credits, not 'on'"),
        ("BOT_START_CREDITS", "-1", "BOT_START_CREDITS must be at least 0, not -1."),
        ("BOT_START_CREDITS", "1.5", "BOT_START_CREDITS must be a whole number, not '1.5'."),
        ("BOT_PICTURES_PER_DAY", "-1", "BOT_PICTURES_PER_DAY must be at least 0, not -1; write a number or unlimited."),
        ("BOT_PICTURES_PER_DAY", "", "BOT_PICTURES_PER_DAY is empty; write a number or unlimited."),
        ("BOT_CREDITS_PER_DAY", "lots", "BOT_CREDITS_PER_DAY must be a whole number, not 'lots'; write a number"),
        ("BOT_JOBS_AT_ONCE", "0", "BOT_JOBS_AT_ONCE must be at least 1, not 0"),
        ("FLOW_THREADS", "-1", "FLOW_THREADS must be at least 0, not -1."),
        ("FLOW_PICTURES_PER_DAY", " ", "FLOW_PICTURES_PER_DAY is empty"),
        ("FLOW_BASE_URL", "flow.example", "FLOW_BASE_URL must be an address like https://example.com."),
        ("TELEGRAM_API_URL", "ftp://x", "TELEGRAM_API_URL must be an address like https://example.com."),
        ("BOT_TIMEZONE", "Asia/HoChiMinh", "did you mean Asia/Ho_Chi_Minh?"),
        (
            "BOT_TIMEZONE",
            "Hanoi",
            "BOT_TIMEZONE must be a time zone's name, not 'Hanoi'; did you mean Asia/Ho_Chi_Minh?",
        ),
        ("BOT_TIMEZONE", "Asia/Hà Nội", "did you mean Asia/Ho_Chi_Minh?"),
        ("BOT_TIMEZONE", "Sai Gon", "did you mean Asia/Ho_Chi_Minh?"),
        ("BOT_TIMEZONE", "Việt Nam", "did you mean Asia/Ho_Chi_Minh?"),
        ("BOT_TIMEZONE", "paris", "did you mean Europe/Paris?"),
        ("BOT_TIMEZONE", "New York", "did you mean America/New_York?"),
        ("BOT_TIMEZONE", "UTC+8", "did you mean Etc/GMT-8?"),
        ("BOT_TIMEZONE", "xyzzy", "not 'xyzzy'; write one like Asia/Ho_Chi_Minh."),
        ("BOT_ADMIN_IDS", "@lan", "BOT_ADMIN_IDS holds '@lan'; write Telegram's numeric ids, separated by commas."),
        ("BOT_ADMIN_IDS", "-1001", "BOT_ADMIN_IDS holds -1001, which is a group; write the ids of people."),
        ("DATABASE_URL", "mysql://x", "DATABASE_URL must be sqlite:/// and a file, like sqlite:///var/atelier.db."),
        ("BOT_LOG_LEVEL", "INFOO", "did you mean INFO?"),
    ],
)
def test_a_wrong_value_gets_one_sentence_that_names_it(name, value, sentence):
    said = refusal({name: value})
    assert sentence in said
    assert said.startswith(name)
    assert "\n" not in said


@pytest.mark.parametrize(("name", "value"), [("TELEGRAM_BOT_TOKEN", "hush-hush"), ("KEY4U_API_KEY", "hush hush")])
def test_a_wrong_secret_is_named_but_not_shown(name, value):
    said = refusal({name: value})
    assert name in said
    assert "hush" not in said


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("BOT_ACESS=open", "sets BOT_ACESS, which is no setting; did you mean BOT_ACCESS?"),
        ("KEY4U_APIKEY=1", "sets KEY4U_APIKEY, which is no setting; did you mean KEY4U_API_KEY?"),
        ("PATH=/bin", "sets PATH, which is no setting."),
        ("# hello\n\nhello world", "line 3 is not of the form NAME=value."),
        ("BOT_ACCESS=open\nBOT_ACCESS=closed", "sets BOT_ACCESS twice; keep one of the lines."),
    ],
)
def test_a_slip_in_the_file_gets_one_sentence_with_the_nearest_right_name(dotenv, text, sentence):
    assert sentence in refusal({}, dotenv(text))


def test_everything_that_is_wrong_is_told_at_once_a_line_for_each(dotenv):
    file = dotenv(
        "hello world\nBOT_ACESS=open\nBOT_ACESS=open\nBOT_BILLING=on\nFLOW_THREADS=-1\nBOT_PICTURES_PER_DAY=\n"
    )
    assert refusal({"BOT_TIMEZONE": "Hanoi", "BOT_JOBS_AT_ONCE": "0"}, file).splitlines() == [
        f"{file} line 1 is not of the form NAME=value.",
        f"{file} sets BOT_ACESS, which is no setting; did you mean BOT_ACCESS?",
        "BOT_PICTURES_PER_DAY is empty; write a number or unlimited.",
        "FLOW_THREADS must be at least 0, not -1.",
        "BOT_BILLING must be off or credits, not 'on'.",
        "BOT_JOBS_AT_ONCE must be at least 1, not 0; write a number or unlimited.",
        "BOT_TIMEZONE must be a time zone's name, not 'Hanoi'; did you mean Asia/Ho_Chi_Minh?",
    ]


def test_a_file_that_is_no_text_is_refused(tmp_path):
    (tmp_path / ".env").write_bytes(b"BOT_ACCESS=\xff\xfe")
    assert "cannot be read" in refusal({}, tmp_path / ".env")


def test_a_missing_file_is_no_mistake(tmp_path):
    assert load({}, tmp_path / ".env")[0].bot_access == "closed"


def test_an_unknown_bot_name_in_the_environment_is_a_warning():
    _, warnings = load({"BOT_ACESS": "open", "BOT_ADMIN_IDS": "1", "PATH": "/bin"})
    assert warnings == ["BOT_ACESS in the environment is no setting of Atelier; did you mean BOT_ACCESS?"]


@pytest.mark.parametrize(
    ("env", "part"),
    [
        ({}, "Nobody may use the bot"),
        ({"BOT_ACCESS": "open", "BOT_START_CREDITS": "5"}, "BOT_START_CREDITS does nothing"),
        ({"BOT_ACCESS": "open", "FLOW_API_KEY": "k", "FLOW_BASE_URL": "http://flow.example"}, "FLOW_BASE_URL is not"),
    ],
)
def test_what_is_allowed_but_hardly_meant_is_a_warning(env, part):
    _, warnings = load(env)
    assert len(warnings) == 1
    assert part in warnings[0]


def test_a_key_over_http_on_this_machine_is_no_warning():
    _, warnings = load({"BOT_ACCESS": "open", "FLOW_API_KEY": "k", "FLOW_BASE_URL": "http://127.0.0.1:1/flow"})
    assert warnings == []


def test_no_secret_shows_in_the_printed_settings():
    settings, _ = load({"TELEGRAM_BOT_TOKEN": TOKEN, "FLOW_API_KEY": "hush-hush"})
    assert TOKEN not in repr(settings)
    assert "hush" not in repr(settings) + str(settings.model_dump())
    assert settings.secrets() == (TOKEN, "hush-hush")


def test_the_names_as_text_are_the_owners_own_and_nothing_else(dotenv):
    file = dotenv("BOT_ACCESS=open\nFLOW_API_KEY=k\n")
    names = read_names({"BOT_ACCESS": "closed", "PATH": "/bin", "BOT_DEFAULT_MODEL": ""}, file, PREFIXES)
    assert names == {"BOT_ACCESS": "closed", "FLOW_API_KEY": "k"}


def test_a_gateway_has_the_names_of_the_contract():
    of_contract = ("API_KEY", "BASE_URL", "THREADS", "PICTURES_PER_DAY")
    assert (*of_contract, "PLAN", "BUDGET_DAY", "BUDGET_MONTH") == GATEWAY_NAMES


@pytest.mark.parametrize("value", ["-1", "5 USD", "1,5", "", "nan", "1e3"])
def test_a_budget_is_an_amount_or_unlimited(value):
    with pytest.raises(SettingsError, match=r"FLOW_BUDGET_DAY .*write a number or unlimited"):
        load({"FLOW_API_KEY": "k", "FLOW_BUDGET_DAY": value})
    settings, _ = load({"FLOW_BUDGET_DAY": "unlimited", "FLOW_BUDGET_MONTH": "20000"})
    assert (settings.gateways["FLOW"].budget_day, settings.gateways["FLOW"].budget_month) == (None, "20000")


@pytest.mark.parametrize(
    ("names", "told"),
    [
        ({"FLOW_BUDGET_DAY": "10.500"}, "FLOW_BUDGET_DAY.*ambiguous"),
        ({"FLOW_PLAN": "gold"}, "FLOW_PLAN must be one of quantity, monthly, package, turbo, not 'gold'"),
        ({"THUCCHIEN_PLAN": "gold"}, "THUCCHIEN_PLAN is not known there: it has no plans"),
    ],
)
def test_what_a_gateways_money_or_plan_cannot_be_stops_the_start(names, told):
    settings, _ = load({"FLOW_API_KEY": "k", "THUCCHIEN_API_KEY": "k", **names})
    with pytest.raises(SettingsError, match=told):
        gateways_of(settings, CATALOG)


def test_a_plan_brings_its_threads_and_its_cap_where_they_are_not_set():
    def flow(**names):
        settings, _ = load({"FLOW_API_KEY": "k", **{f"FLOW_{name}": value for name, value in names.items()}})
        gateways = gateways_of(settings, CATALOG)
        return gateways.threads("flow"), gateways.pictures_per_day("flow"), gateways.budget("flow")

    assert flow() == (3, None, Budget())
    assert flow(PLAN="monthly", BUDGET_MONTH="5000000") == (3, 3000, Budget(None, 5_000_000))
    assert flow(PLAN="turbo") == (6, None, Budget())
    assert flow(PLAN="monthly", PICTURES_PER_DAY="unlimited", THREADS="1") == (1, None, Budget())
