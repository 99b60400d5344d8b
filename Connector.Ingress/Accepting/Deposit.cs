namespace Connector.Ingress.Accepting;

/// <summary>Where an event is safe.</summary>
/// <param name="Outcome"><see cref="ReceiveOutcome.Accepted"/>, <see cref="ReceiveOutcome.Duplicate"/> or <see cref="ReceiveOutcome.Spooled"/>.</param>
/// <param name="JobId">The job it becomes or belongs to. One that is spooled may turn out a duplicate of another.</param>
internal readonly record struct Deposit(ReceiveOutcome Outcome, string JobId);
