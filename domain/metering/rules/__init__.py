"""What a commodity declares of its metering: how use is forecast, measures are sent, readings are handed on."""
