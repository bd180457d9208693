// Live checks along a plan, and their findings.
//
// The room is in the target list so that filling it does not rebuild the graph; nothing is in it yet.
