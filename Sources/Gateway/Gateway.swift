// room Gateway
