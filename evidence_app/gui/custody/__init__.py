"""Chain of custody and web captures: what people state about an exhibit, entered, corrected and exported."""
