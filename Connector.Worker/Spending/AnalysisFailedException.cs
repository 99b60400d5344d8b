namespace Connector.Worker.Spending;

/// <summary>The Company Explorer tried and gave up: nothing is known about the company, and another time may be luckier.</summary>
public sealed class AnalysisFailedException() : Exception("The Company Explorer could not complete the analysis.");
