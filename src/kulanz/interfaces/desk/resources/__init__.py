"""The desk's screens of vehicles, tools, maintenance plans and offers of maintenance and cleaning."""
