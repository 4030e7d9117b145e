"""What is said about a command line that is wrong: the usage, and one line that never repeats what was typed."""

import click

from node.cli.arguments import Address, Assignment, File

_OWN = (Address, Assignment, File)  # types whose messages repeat nothing

_GLOBAL = ("--home", "--passphrase-file", "--json", "--log-level")


def usage_lines(error: click.UsageError) -> str:
    """Return the lines for a wrong command line."""
    context = error.ctx
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return error.format_message()
    usage = context.get_usage() if context is not None else ""
    hint = f"{context.command_path} --help tells more." if context is not None else ""
    return "\n".join(filter(None, (usage, f"Error: {_reason(error)}", hint)))


def _reason(error: click.UsageError) -> str:
    match error:
        case click.NoSuchOption() if error.option_name in _GLOBAL:
            return f"{error.option_name} stands before the command"
        case click.MissingParameter() | click.NoSuchOption() | click.BadOptionUsage():
            return error.format_message()
        case click.BadParameter():
            return _reason_of_parameter(error)
        case click.exceptions.NoSuchCommand():
            return "there is no such command"
        case _:
            return "there are arguments too many; put quotes around what holds spaces"


def _reason_of_parameter(error: click.BadParameter) -> str:
    param = error.param
    name = param.get_error_hint(error.ctx) if param is not None and error.ctx is not None else "an argument"
    if param is not None and isinstance(param.type, _OWN):
        return f"{name}: {error.message}"
    if param is not None and isinstance(param.type, click.Choice):
        return f"{name} is one of {', '.join(str(choice) for choice in param.type.choices)}"
    return f"{name} does not take that"
