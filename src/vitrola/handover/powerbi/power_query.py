"""Where the model's data comes from, in M: one function reads a table from the lake's folder or Athena."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vitrola.contracts import Kind
from vitrola.handover.powerbi.names import stable_id
from vitrola.handover.powerbi.tmdl import Block, Expression

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from vitrola.contracts import Contract
    from vitrola.handover.powerbi.project import Connection

PARQUET, ATHENA = "Parquet", "Athena"
READER = "LerTabela"
DATABASE = "Banco de dados do Athena que tem as tabelas."
NOBODY_FILLS = (
    "Banco de dados do Athena. Nenhuma execução põe tabelas nele enquanto o lago estiver com catalog = none; "
    "use a fonte Parquet."
)
_TYPES = {
    Kind.STRING: "type text",
    Kind.INT: "Int64.Type",
    Kind.BIGINT: "Int64.Type",
    Kind.DOUBLE: "type number",
    Kind.BOOLEAN: "type logical",
    Kind.DATE: "type date",
    Kind.TIMESTAMP: "type datetime",
}
_READER = """\
(tabela as text, colunas as list) as table =>
    let
        Nomes = List.Transform(colunas, each _{0}),
        Instantes = List.Select(colunas, each Type.Is(_{1}, type datetime)),
        DaPasta = () =>
            let
                Arquivos = Folder.Files(PastaDoLake),
                ComCaminho = Table.AddColumn(
                    Arquivos, "Caminho", each Text.Replace([Folder Path] & [Name], "\\", "/")
                ),
                Conteudo = (relativo as text) as binary =>
                    Table.SelectRows(ComCaminho, each Text.EndsWith([Caminho], "/" & relativo)){0}[Content],
                Publicacao = Json.Document(Conteudo("control/publication.json")),
                Partes = List.Transform(
                    Record.Field(Publicacao[files], tabela), each Parquet.Document(Conteudo(_))
                )
            in
                if List.IsEmpty(Partes) then #table(Nomes, {}) else Table.Combine(Partes),
        DoAthena = () =>
            let
                Catalogos = AmazonAthena.Databases(AthenaDSN, null, []),
                Catalogo = Catalogos{[Name = AthenaCatalogo, Kind = "Database"]}[Data],
                Banco = Catalogo{[Name = AthenaBanco, Kind = "Schema"]}[Data]
            in
                Banco{[Name = tabela, Kind = "Table"]}[Data],
        Lida = if Fonte = "Athena" then DoAthena() else DaPasta(),
        Escolhida = Table.SelectColumns(Lida, Nomes),
        EmUtc = (valor) =>
            if valor is datetimezone then DateTimeZone.RemoveZone(DateTimeZone.ToUtc(valor)) else valor,
        SemFuso = Table.TransformColumns(Escolhida, List.Transform(Instantes, each {_{0}, EmUtc})),
        Tipada = Table.TransformColumnTypes(SemFuso, colunas, "en-US")
    in
        Tipada"""


def parameters(connection: Connection) -> list[Block]:
    """The parameters that say where data comes from, then the function that reads it."""
    kept = "De onde os dados vêm: Parquet (pasta do lago) ou Athena."
    return [
        _parameter("Fonte", connection.source, kept, allowed=(PARQUET, ATHENA)),
        _parameter("PastaDoLake", connection.folder, "Pasta do lago, para a fonte Parquet."),
        _parameter("AthenaDSN", connection.dsn, "DSN do driver ODBC do Amazon Athena, para a fonte Athena."),
        _parameter("AthenaCatalogo", connection.catalog, "Catálogo de dados do Athena."),
        _parameter("AthenaBanco", connection.database, DATABASE if connection.filled else NOBODY_FILLS),
        Block(
            "expression",
            READER,
            Expression(_READER),
            (("lineageTag", stable_id("expression", READER)),),
            (Block("annotation", "PBI_ResultType", Expression("Function")),),
            description="Lê uma tabela da publicação atual, com os tipos do contrato.",
        ),
    ]


def table_source(contract: Contract) -> str:
    """The import of one table, its columns as its contract types them."""
    listed = ",\n".join(f"        {{{m_text(each.name)}, {_TYPES[each.kind]}}}" for each in contract.columns)
    return f"{READER}(\n    {m_text(contract.table)},\n    {{\n{listed}\n    }}\n)"


def literal_source(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of texts that stands in the project itself."""
    kinds = ", ".join(f"{m_identifier(column)} = text" for column in columns)
    listed = ",\n".join("        {" + ", ".join(map(m_text, row)) + "}" for row in rows)
    body = f"{{\n{listed}\n    }}" if listed else "{}"
    return f"#table(\n    type table [{kinds}],\n    {body}\n)"


def m_text(value: str) -> str:
    """A text as M writes it."""
    escaped = value.replace("#(", "#(#)(").replace('"', '""')
    for character, name in (("\r", "cr"), ("\n", "lf"), ("\t", "tab")):
        escaped = escaped.replace(character, f"#({name})")
    return f'"{escaped}"'


def m_identifier(name: str) -> str:
    """A field's name as M writes it."""
    return f"#{m_text(name)}"


def _parameter(name: str, value: str, description: str, *, allowed: tuple[str, ...] = ()) -> Block:
    listed = (
        f"List={{{', '.join(map(m_text, allowed))}}}, DefaultValue={m_text(allowed[0])}, " if allowed else ""
    )
    meta = f'[IsParameterQuery=true, {listed}Type="Text", IsParameterQueryRequired=true]'
    return Block(
        "expression",
        name,
        Expression(f"{m_text(value)} meta {meta}"),
        (("lineageTag", stable_id("expression", name)),),
        (Block("annotation", "PBI_ResultType", Expression("Text")),),
        description=description,
    )
