using Connector.Sandbox.Tenant.Events;

namespace Connector.Sandbox;

/// <summary>Everything the sandbox logs. Target URLs are left out: they may carry a token.</summary>
internal static partial class SandboxLog
{
    [LoggerMessage(1, LogLevel.Information, "Delivery of {Event} failed, try {Try} of {Tries}: {Error}")]
    public static partial void TryFailed(ILogger logger, string @event, int @try, int tries, string error);

    [LoggerMessage(2, LogLevel.Warning, "Webhook {Name} is now {State}: events are lost until it is set active again (POST /sandbox/webhook/activate)")]
    public static partial void SubscriptionStopped(ILogger logger, string name, SubscriptionState state);

    [LoggerMessage(10, LogLevel.Information, "Waiting for the connector's webhook to accept a test event")]
    public static partial void WaitingForConnector(ILogger logger);

    [LoggerMessage(11, LogLevel.Information, "{Human} has created the company {Company} (contact {ContactId}) with {Person} in the sandbox CRM; its webhook has been posted to the connector")]
    public static partial void CompanyCreated(ILogger logger, string human, string company, int contactId, string person);

    [LoggerMessage(12, LogLevel.Information, "Written back to {Company}: {Field}")]
    public static partial void FieldWritten(ILogger logger, string company, string field);

    [LoggerMessage(13, LogLevel.Information, "{Line}")]
    public static partial void FirstCompanyEnriched(ILogger logger, string line);

    [LoggerMessage(14, LogLevel.Warning, "After {Seconds} s {Company} (contact {ContactId}) still lacks: {Missing}. {Hint}")]
    public static partial void StillMissing(ILogger logger, int seconds, string company, int contactId, string missing, string hint);

    [LoggerMessage(15, LogLevel.Warning, "After {Seconds} s the connector's webhook has not accepted a test event ({Error}); the first company waits for it")]
    public static partial void ConnectorSilent(ILogger logger, int seconds, string error);

    [LoggerMessage(20, LogLevel.Information, "Scenario {Name} begins")]
    public static partial void ScenarioBegan(ILogger logger, string name);

    [LoggerMessage(21, LogLevel.Information, "Scenario {Name}, step {Step} of {Steps}: {Note}")]
    public static partial void ScenarioStep(ILogger logger, string name, int step, int steps, string note);
}
