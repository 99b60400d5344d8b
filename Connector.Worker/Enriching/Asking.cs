namespace Connector.Worker.Enriching;

/// <summary>Which analysis of a question is meant.</summary>
/// <param name="Round">
/// What tells it from earlier ones of the same question, at most 28 printable ASCII characters; empty for the first.
/// </param>
/// <param name="Force">Whether the Company Explorer must think afresh although it may have an answer.</param>
public readonly record struct Asking(string Round, bool Force);
