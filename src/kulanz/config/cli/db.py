"""Start and stop the database inside the home, back everything up and restore it."""

from __future__ import annotations

import argparse
from pathlib import Path

from kulanz.config.cli.product import database_urls, own_cluster, product, running_database
from kulanz.config.cli.progress import Progress, say
from kulanz.config.env import environment
from kulanz.core.database.cluster import Cluster, DatabaseFailure


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="start|stop|backup|restore")
    actions.add_parser("start", help="start the database and leave it running")
    actions.add_parser("stop", help="stop it")
    backup = actions.add_parser("backup", help="write database, files and keys into a new folder")
    backup.add_argument("folder", type=Path)
    restore = actions.add_parser("restore", help="bring a backup into an empty home")
    restore.add_argument("folder", type=Path)


def run(args: argparse.Namespace) -> int:
    action = {"start": _start, "stop": _stop, "backup": _backup, "restore": _restore}[args.action]
    action(args)
    return 0


def _inside_home() -> Cluster:
    cluster = own_cluster()
    if cluster is None:
        raise DatabaseFailure("DATABASE_URL is set: that database is not ours to start or stop")
    return cluster


def _start(args: argparse.Namespace) -> None:
    cluster = _inside_home()
    if cluster.answers():
        say("the database is already running")
    else:
        cluster.start()
        say("the database is running")
    cluster.keep_running(keep=True)


def _stop(args: argparse.Namespace) -> None:
    cluster = _inside_home()
    cluster.keep_running(keep=False)
    cluster.stop()
    say("the database is stopped")


def _backup(args: argparse.Namespace) -> None:
    from kulanz.core.database.backup import write_backup

    env = environment()
    with running_database():
        urls = database_urls()
        with Progress("Backup") as progress:
            manifest = write_backup(
                args.folder.absolute(),
                urls=urls,
                home=env.home,
                pg_bin_dir=env.pg_bin_dir,
                step=progress.advance,
            )
    say(
        f"backup of {sum(manifest.rows.values()):,} rows and {len(manifest.files) - 1:,} files"
        f" in {args.folder}"
    )
    keys = ", ".join(sorted(name for name in manifest.files if name.startswith("secrets/")))
    say(f"it contains keys ({keys or 'none'}): guard it like the home itself")


def _restore(args: argparse.Namespace) -> None:
    from kulanz.core.database.backup import check_restorable, restore_database, restore_files
    from kulanz.core.database.roles import prepare_database

    env = environment()
    folder = args.folder.absolute()
    manifest = check_restorable(folder, home=env.home)
    with Progress("Files", total=len(manifest.files) - 1) as progress:
        restore_files(folder, manifest, home=env.home, step=progress.advance)
    with product():
        say("restoring the database")
        if env.database_url:
            prepare_database(database_urls())
        restore_database(folder, manifest, urls=database_urls(), home=env.home, pg_bin_dir=env.pg_bin_dir)
        from kulanz.config.migration import migrate

        migrate(say, prepare=database_urls() if env.database_url else None)
    say(f"restored and verified: {sum(manifest.rows.values()):,} rows, {len(manifest.files) - 1:,} files")
