"""Ajustes: what the environment may say, and what is answered when it is wrong."""

from pathlib import Path

import pytest

from server.contents import ENDINGS
from server.settings import Settings, SettingsError


def read(**environ: str) -> Settings:
    return Settings.from_environ({f"LIGA_{name}": value for name, value in environ.items()})


def problem(**environ: str) -> str:
    with pytest.raises(SettingsError) as error:
        read(**environ)
    return str(error.value)


def test_nothing_need_be_set() -> None:
    assert read() == Settings(
        host="127.0.0.1",
        port=8000,
        database_url="sqlite:///var/liga.db",
        data_dir=Path("var"),
        demo_pulse=0.0,
        upload_max_mb=20,
        upload_types=frozenset(ENDINGS),
        trusted_hosts=("127.0.0.1", "localhost"),
        public_url="http://127.0.0.1:8000",
        secure_cookies=False,
        trust_proxy=False,
        smtp_url="",
        mail_from="liga@127.0.0.1",
        contact="",
    )


def test_a_deployment_behind_a_proxy() -> None:
    settings = read(
        PUBLIC_URL="https://liga.example.mx/",
        TRUSTED_HOSTS="liga.example.mx, *.liga.example.mx",
        TRUST_PROXY="yes",
        DATABASE_URL="postgresql://liga:secret@db/liga",
        DEMO_PULSE="1.5",
    )
    assert settings.public_url == "https://liga.example.mx"
    assert settings.trusted_hosts == ("liga.example.mx", "*.liga.example.mx")
    assert settings.secure_cookies
    assert settings.trust_proxy
    assert settings.sqlite_path is None
    assert settings.demo_pulse == 1.5


def test_the_public_host_is_trusted_unless_others_are_named() -> None:
    settings = read(PUBLIC_URL="https://liga.example.mx")
    assert settings.trusted_hosts == ("127.0.0.1", "localhost", "liga.example.mx")


def test_what_others_set_is_none_of_our_business() -> None:
    assert Settings.from_environ({"PATH": "/bin", "PORT": "x", "ligaport": "x"}) == read()


def test_an_empty_value_is_as_good_as_none() -> None:
    assert read(PORT="", HOST="  ") == read()


@pytest.mark.parametrize(
    ("url", "path"),
    [
        pytest.param("sqlite:///var/liga.db", Path("var/liga.db"), id="beside the program"),
        pytest.param("sqlite:////srv/liga.db", Path("/srv/liga.db"), id="from the root"),
        pytest.param("sqlite:////srv/mi liga.db", Path("/srv/mi liga.db"), id="with a space"),
    ],
)
def test_the_file_of_the_database(url: str, path: Path) -> None:
    assert read(DATABASE_URL=url).sqlite_path == path


def test_the_database_lives_in_the_data_folder() -> None:
    assert read(DATA_DIR="/srv/liga").sqlite_path == Path("/srv/liga/liga.db")


@pytest.mark.parametrize("folder", ["/srv/my data", "/srv/50%20off", "/srv/a?b#c"])
def test_the_data_folder_may_have_any_name(folder: str) -> None:
    assert read(DATA_DIR=folder).sqlite_path == Path(folder, "liga.db")


@pytest.mark.parametrize(
    ("host", "url"),
    [
        pytest.param("0.0.0.0", "http://127.0.0.1:9000", id="everywhere"),
        pytest.param("::", "http://127.0.0.1:9000", id="everywhere, IPv6"),
        pytest.param("::1", "http://[::1]:9000", id="an IPv6 address"),
        pytest.param("liga.local", "http://liga.local:9000", id="a name"),
    ],
)
def test_the_address_to_show_follows_where_it_listens(host: str, url: str) -> None:
    assert read(HOST=host, PORT="9000").public_url == url


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("HOST", "not a host", "un nombre"),
        ("SMTP_URL", "http://mail.example", "smtps://"),
        ("SMTP_URL", "smtp://", "smtps://"),
        ("SMTP_URL", "smtp://mail.example:99999", "el puerto"),
        ("MAIL_FROM", "Liga", "una dirección de correo"),
        ("CONTACT", "una\ncosa", "un renglón"),
        ("CONTACT", "5" * 121, "un renglón"),
        ("MAIL_FROM", "a@b..c", "una dirección de correo"),
        ("MAIL_FROM", "liga@x.mx\nBcc: y@x.mx", "una dirección de correo"),
        ("PORT", "eighty", "de 1 a 65535"),
        ("PORT", "70000", "de 1 a 65535"),
        ("PORT", "-1", "de 1 a 65535"),
        ("PORT", "٨٠", "de 1 a 65535"),
        ("DATABASE_URL", "mysql://db/liga", "sqlite:///RUTA"),
        ("DATABASE_URL", "sqlite:///", "sqlite:///RUTA"),
        ("DATABASE_URL", "sqlite://liga.db", "sqlite:///RUTA"),
        ("DATABASE_URL", "postgresql://db", "postgresql://USUARIO"),
        ("DATABASE_URL", "postgresql://[db/liga", "postgresql://USUARIO"),
        ("DATABASE_URL", "postgresql://u:p@127.0.0.1:abc/x", "el puerto"),
        ("DATABASE_URL", "postgresql://u:p@db:0/x", "el puerto"),
        ("DATABASE_URL", "postgresql://u:p@[::1]:abc/x", "el puerto"),
        ("DATABASE_URL", "postgresql://u:p@one:5432,two:x/x", "el puerto"),
        ("DATABASE_URL", "postgresql://u:p@/x?host=db&port=abc", "el puerto"),
        ("DATABASE_URL", "postgresql://u:s3@cret@db/x", "%40 por @"),
        ("DATABASE_URL", "postgresql://u:5/cret@db/x", "%2F por /"),
        ("DEMO_PULSE", "-1", "0.1 o más; 0 lo apaga"),
        ("DEMO_PULSE", "nan", "0.1 o más; 0 lo apaga"),
        ("DEMO_PULSE", "often", "0.1 o más; 0 lo apaga"),
        ("DEMO_PULSE", "1e-300", "0.1 o más; 0 lo apaga"),
        ("UPLOAD_MAX_MB", "0", "de 1 a 1024"),
        ("UPLOAD_TYPES", "pdf,exe", "deben ser tipos separados por comas, de estos: pdf"),
        ("UPLOAD_TYPES", ",", "deben ser tipos"),
        ("UPLOAD_MAX_MB", "2.5", "de 1 a 1024"),
        ("TRUSTED_HOSTS", ",", "separados por comas"),
        ("TRUSTED_HOSTS", "https://liga.mx", "separados por comas"),
        ("PUBLIC_URL", "liga.example.mx", "la dirección que usa la gente"),
        ("PUBLIC_URL", "https://", "la dirección que usa la gente"),
        ("PUBLIC_URL", "https://[liga", "la dirección que usa la gente"),
        ("SECURE_COOKIES", "maybe", "yes o no"),
        ("TRUST_PROXY", "2", "yes o no"),
        ("DATA_DIR", "a\0b", "carpeta"),
    ],
)
def test_what_is_wrong_is_said_with_its_name(name: str, value: str, says: str) -> None:
    text = problem(**{name: value})
    assert text.startswith(f"LIGA_{name}")
    assert says in text


def test_all_problems_are_told_at_once() -> None:
    lines = problem(PORT="x", DEMO_PULSE="y", SECRET="z").splitlines()
    assert [line.split("=")[0].split(":")[0] for line in lines] == [
        "LIGA_PORT",
        "LIGA_DEMO_PULSE",
        "LIGA_SECRET",
    ]


@pytest.mark.parametrize(
    ("given", "meant"),
    [("DATABSE_URL", "LIGA_DATABASE_URL"), ("PULSE", "LIGA_DEMO_PULSE"), ("PROT", "LIGA_PORT")],
)
def test_an_unknown_name_is_refused_with_the_nearest(given: str, meant: str) -> None:
    assert problem(**{given: "x"}).endswith(f"no hay tal ajuste; el más parecido es {meant}")


@pytest.mark.parametrize("given", ["FOO", "SECRETO", "X"])
def test_a_name_like_no_other_is_told_where_all_are_explained(given: str) -> None:
    text = problem(**{given: "x"})
    assert "el más parecido" not in text
    assert "el README explica los que hay: LIGA_HOST, LIGA_PORT" in text


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u:p@127.0.0.1:5432/x",
        "postgresql://u:p@[::1]:5432/x",
        "postgresql://u:p@[::1]/x",
        "postgresql://u:p@one:5432,two:5433/x",
        "postgresql://u:p%40%2F%3A@db/x",
        "postgresql:///x",
        "postgresql:///x?host=/run/postgresql&port=5433",
    ],
)
def test_the_ways_to_name_a_server(url: str) -> None:
    assert read(DATABASE_URL=url).database_url == url


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("mysql://liga:s3cret@db/liga", id="another database"),
        pytest.param("postgresql://liga:s3cret@db:abc/liga", id="no port"),
        pytest.param("postgresql://liga:s3cret/liga", id="without its server"),
        pytest.param("postgresql://liga:1@s3cret@db/liga", id="with an @ in it"),
        pytest.param("postgresql://liga:1/s3cret@db/liga", id="with a / in it"),
        pytest.param("postgresql://liga:1#s3cret@db/liga", id="with a # in it"),
        pytest.param("postgresql://db:abc/liga?user=liga&password=s3cret", id="in the query"),
    ],
)
def test_a_password_is_not_repeated_in_the_problem(url: str) -> None:
    assert "s3cret" not in problem(DATABASE_URL=url)


def test_a_password_is_not_shown_with_the_settings() -> None:
    assert "s3cret" not in repr(read(DATABASE_URL="postgresql://liga:s3cret@db/liga"))
