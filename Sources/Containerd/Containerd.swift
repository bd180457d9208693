// containerd's gRPC services and the CRI image service.
//
// The room is in the target list so that filling it does not rebuild the graph; nothing is in it yet.
