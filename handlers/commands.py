"""The commands a messenger shows in its menu: name and the key of what it says about each."""

COMMANDS = {
    "start": "telegram.command_start",
    "status": "telegram.command_status",
    "help": "telegram.command_help",
    "privacy": "telegram.command_privacy",
    "lang": "telegram.command_lang",
    "cut": "telegram.command_cut",
    "clear": "telegram.command_clear",
}
GROUP_COMMANDS = {"bind": "telegram.command_bind"}
