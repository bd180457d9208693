// The OCI distribution API over a storage protocol, with authentication and access rules.
//
// The room is in the target list so that filling it does not rebuild the graph; nothing is in it yet.
