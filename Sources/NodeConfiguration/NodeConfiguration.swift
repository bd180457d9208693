// containerd's config.toml and hosts.toml: reading, rendering for each system and version, linting, importing.
//
// The room is in the target list so that filling it does not rebuild the graph; nothing is in it yet.
