"""The Portale Offerte: its open data of offers, and the standard customers an offer's spend is told for."""
