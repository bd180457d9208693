// Pull-through for other nodes: single flight, caching, stale serving.
//
// The room is in the target list so that filling it does not rebuild the graph; nothing is in it yet.
