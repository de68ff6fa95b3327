"""``vitrola aws``: what is needed to deploy on AWS. Deploying itself is done with the AWS CLI."""

from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from vitrola.cli.context import FormatOption, steps
from vitrola.cli.output import Format, out, print_json, print_rows
from vitrola.cli.targets import local_path

aws = typer.Typer(
    name="aws",
    help="Write what a deployment on AWS needs; docs/aws.md tells how to deploy it.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)

FolderArgument = Annotated[
    Path, typer.Argument(parser=local_path, metavar="OUT", help="Folder to write into.")
]


class Architecture(StrEnum):
    """Processors, by EMR's names."""

    X86_64 = "X86_64"
    ARM64 = "ARM64"


class Python(StrEnum):
    """Pythons of emr-spark-8.1.0."""

    PYTHON_3_11 = "3.11"
    PYTHON_3_13 = "3.13"


@aws.command(short_help="Write the templates, the state machine and parameters.")
def synth(
    folder: FolderArgument,
    parameter: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=VALUE", help="A parameter of the stacks; may be given more than once."),
    ] = None,
    format: FormatOption = Format.TABLE,  # noqa: A002 - the option's name
) -> None:
    """Write the CloudFormation templates, the state machine, and a parameter file for each stack.

    The files name all parameters. One that isn't given keeps its value where OUT has its file already, else
    it has its default.
    """
    from vitrola.aws.parameters import assigned  # noqa: PLC0415 - brings YAML, which no help text needs
    from vitrola.aws.synth import synthesise  # noqa: PLC0415

    written = synthesise(folder, assigned(parameter or ()))
    if format is Format.JSON:
        print_json([str(path) for path in written])
        return
    for path in written:
        out.print(f"Wrote {path}", markup=False)
    out.print(
        f"Next: aws cloudformation deploy --stack-name vitrola-storage --template-file {written[0]} "
        f"--parameter-overrides file://{written[1]}",
        markup=False,
    )


@aws.command(short_help="Make the archive that EMR Serverless runs.")
def package(
    folder: FolderArgument,
    python: Annotated[Python, typer.Option(help="Python of the job.")] = Python.PYTHON_3_11,
    architecture: Annotated[
        Architecture, typer.Option(help="Processors of the EMR Serverless application.")
    ] = Architecture.X86_64,
    wheels: Annotated[
        Path | None,
        typer.Option(exists=True, file_okay=False, help="Folder to take wheels from, without the network."),
    ] = None,
    format: FormatOption = Format.TABLE,  # noqa: A002 - the option's name
) -> None:
    """Make the job's script and an archive of Vitrola with all that it imports, and list what is in it.

    The archive holds the versions installed here, as wheels for EMR's Python and processors. The same
    versions give the same bytes. Spark is EMR's own and isn't in it.
    """
    from vitrola.aws.package import ARCHIVE, SCRIPT  # noqa: PLC0415 - as above
    from vitrola.aws.package import package as make_package  # noqa: PLC0415

    with steps() as progress:
        progress.add_task("package")
        packaged = make_package(folder, python=python.value, architecture=architecture.value, wheels=wheels)
    if format is Format.JSON:
        print_json(asdict(packaged))
        return
    rows = [{"package": name, "version": version} for name, version in packaged.distributions.items()]
    print_rows(rows, ["package", "version"])
    out.print(
        f"\n{folder / ARCHIVE}: {packaged.size / 1e6:,.0f} MB, SHA-256 {packaged.sha256}\n"
        f"Next: aws s3 cp {folder} s3://WORK_BUCKET/jobs/current/ --recursive   (it holds {SCRIPT} too)",
        markup=False,
    )
