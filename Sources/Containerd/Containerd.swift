// room Containerd
