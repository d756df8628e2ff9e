"""Does the model deserve belief? Its forecasts of past episodes, scored against plain rivals out of sample."""
