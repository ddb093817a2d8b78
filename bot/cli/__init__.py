"""The commands of `chuishao`, one file each kind; none but serve may import aiogram."""
