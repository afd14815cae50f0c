"""The demo: invented hubs and people, an inbox, and a door without a key. Only there when HOLDFAST_DEMO is 1."""
