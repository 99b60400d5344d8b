using System.CommandLine;
using Connector.Cli.Contexts;
using Connector.Cli.Crm;
using Connector.SuperOffice;
using Connector.SuperOffice.Tenancy;

namespace Connector.Cli.Checking;

/// <summary>What checks look at, and what they may do.</summary>
internal sealed class CheckInput(CrmSession session, bool mayAsk, string? dataDirectory)
{
    public TenantContext Context => session.Context;

    public ParseResult Parsed => session.Parsed;

    /// <summary>The tenant's API.</summary>
    public SuperOfficeClient Client => session.Client;

    /// <summary>The tenant's state.</summary>
    public TenantStatusReader Status => session.Status;

    /// <summary>Whether the Company Explorer may be asked a question, which costs.</summary>
    public bool MayAsk => mayAsk;

    /// <summary>Where this machine keeps the connector's data; null if it does not, or nobody said.</summary>
    public string? DataDirectory => dataDirectory;
}
