"""The words the library of the command line puts around ours, and its errors, in the language of this run.

The library has them in English only. Help is drawn by it and then put into Japanese where its own words stand; errors
in the use of a command are told apart by their sentences, and one that is not known here is shown as it is.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from typing import Any, Final, cast

import typer
from typer.core import TyperCommand, TyperGroup

from anzenkarte.cli.language import language, say

_HEADS: Final = (
    (re.compile(r"^Usage: ", re.M), "使い方："),
    (re.compile(r"^Options:$", re.M), "オプション："),
    (re.compile(r"^Arguments:$", re.M), "引数："),
    (re.compile(r"^Commands:$", re.M), "コマンド："),
)
_USAGE: Final = (("[OPTIONS]", "[オプション]"), ("COMMAND [ARGS]...", "コマンド [引数]..."))
_NOTES: Final = (
    (re.compile(r"\[default:(?: |(?=\n))"), "[省略時："),
    (re.compile(r"([\[;]\s*)required\]"), r"\1必須]"),
    (re.compile(r"\[env var:(?: |(?=\n))"), "[環境変数："),
)
_FAULTS: Final = (
    (r"Missing argument '(.+)'\.", "引数 {0} がありません。"),
    (r"Missing option '(.+)'\.", "オプション {0} を指定してください。"),
    (r"Missing command\.", "コマンドを指定してください。"),
    (r"No such command '(.+?)'\.?", "「{0}」というコマンドはありません。"),
    (r"No such command '(.+?)'\. Did you mean (.+)\?", "「{0}」というコマンドはありません。近いもの：{1}"),
    (r"No such option: (\S+?)\.?", "{0} というオプションはありません。"),
    (r"No such option: (\S+) \(Possible options: (.+)\)", "{0} というオプションはありません。近いもの：{1}"),
    (r"No such option: (\S+) Did you mean (.+)\?", "{0} というオプションはありません。近いもの：{1}"),
    (r"Got unexpected extra arguments? ?\(?s?\)? ?\((.+)\)", "余分な引数があります：{0}"),
    (r"Option '(.+)' requires (?:an argument|\d+ arguments)\.", "オプション {0} には値が必要です。"),
    (r"Option '(.+)' does not take a value\.", "オプション {0} に値は要りません。"),
    (r"Invalid value for '?(.+?)'?: .*valid integer.*", "{0} には整数を指定してください。"),
    (r"Invalid value for '?(.+?)'?: (.+)", "{0} の値が正しくありません（{1}）。"),
)
_KNOWN: Final = tuple((re.compile(pattern, re.S), sentence) for pattern, sentence in _FAULTS)
# The library's root of errors in the use of a command, which it does not name in public.
_USAGE_ERROR: Final = cast("type[Exception]", typer.BadParameter.__mro__[1])


def in_words(text: str) -> str:
    """Help in Japanese where the library's own words stand; as it is in English."""
    if language() != "ja":
        return text
    head, blank, rest = text.partition("\n\n")
    for old, new in _USAGE:
        head = head.replace(old, new)
    text = head + blank + rest
    for pattern, word in (*_HEADS, *_NOTES):
        text = pattern.sub(word, text)
    return text


def fault_in_words(message: str) -> str:
    """One of the library's errors in Japanese where its sentence is known; as it is in English."""
    if language() == "ja":
        for pattern, sentence in _KNOWN:
            match = pattern.fullmatch(message)
            if match is not None:
                return sentence.format(*(group.replace("'", "") for group in match.groups()))
    return message


class SpokenCommand(TyperCommand):
    """A command whose help speaks the language of this run."""

    def get_help(self, ctx: Any) -> str:
        """The help in words."""
        return in_words(super().get_help(ctx))

    def get_help_option(self, ctx: Any) -> Any:
        """``--help`` with its own help in words."""
        return _help_option(super().get_help_option(ctx))


class SpokenGroup(TyperGroup):
    """A group whose help, and whose errors in use, speak the language of this run."""

    def get_help(self, ctx: Any) -> str:
        """The help in words."""
        return in_words(super().get_help(ctx))

    def get_help_option(self, ctx: Any) -> Any:
        """``--help`` with its own help in words."""
        return _help_option(super().get_help_option(ctx))

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Run; an error in the use of a command ends in exit code 2, with its usage and what is wrong."""
        if not standalone_mode:
            return super().main(args, prog_name, complete_var, False, windows_expand_args, **extra)
        try:
            code = super().main(args, prog_name, complete_var, False, windows_expand_args, **extra)
        except _USAGE_ERROR as error:
            print(usage_error(error), file=sys.stderr)
            sys.exit(2)
        except typer.Abort:
            print(say("中断しました。", "Interrupted."), file=sys.stderr)
            sys.exit(1)
        sys.exit(code if isinstance(code, int) else 0)


def usage_error(error: Any) -> str:
    """An error in the use of a command, as it is shown."""
    context, message = error.ctx, error.format_message()
    if context is None:
        return say(f"誤り：{fault_in_words(message)}", f"Error: {message}")
    usage = in_words(context.get_usage())
    if message == context.get_help():  # a group without a command
        return str(message)
    hint = f"{context.command_path} {context.help_option_names[0]}"
    return "\n".join(
        (
            usage,
            say(f"「{hint}」で説明を表示します。", f"Try '{hint}' for help."),
            "",
            say(f"誤り：{fault_in_words(message)}", f"Error: {message}"),
        )
    )


def _help_option(option: Any) -> Any:
    if option is not None:
        option.help = say("この説明を表示", "Show this message and exit.")
    return option


def with_furniture(app: typer.Typer) -> typer.Typer:
    """The same command line with every command and group of it speaking the language of this run."""
    app.info.cls = SpokenGroup
    for command in app.registered_commands:
        command.cls = SpokenCommand
    for group in app.registered_groups:
        if group.typer_instance is not None:
            group.cls = SpokenGroup
            with_furniture(group.typer_instance)
    return app
