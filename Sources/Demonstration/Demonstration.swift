// room Demonstration
