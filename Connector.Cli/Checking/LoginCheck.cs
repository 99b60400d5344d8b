using System.Runtime.CompilerServices;
using Connector.Cli.Findings;

namespace Connector.Cli.Checking;

/// <summary>Whether SuperOffice accepts the login, and whom it speaks for.</summary>
internal sealed class LoginCheck : ICheck, IGate
{
    public string Name => "login";

    public bool NeedsLogin => true;

    public async IAsyncEnumerable<Finding> LookAsync(CheckInput input, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var identity = await input.Client.GetIdentityAsync(cancellationToken);
        if (identity.AssociateId is not { } id)
        {
            yield return Finding.Doubtful(
                "SuperOffice accepts the login and does not say whose it is: our own changes cannot be told from a person's.",
                "Set SuperOffice__AssociateId to the associate that our writes are recorded under.");
            yield break;
        }

        yield return Finding.Good(
            $"associate {id}, found by {(identity.Source == "id_token" ? "the id token's claim" : identity.Source)}; {(identity.Dedicated ? "ours alone" : "shared with a person")}");
        if (identity.Source != "currentPrincipal")
        {
            yield return Finding.Doubtful(
                "User/currentPrincipal is closed to this login, or fails.",
                "Nothing depends on it as long as the associate is found elsewhere. connector who-am-i shows the answer.");
        }
    }
}
