"""How people come in: accounts, seat cards, second factors, log-ins. Time is passed in; nothing here asks for it."""
