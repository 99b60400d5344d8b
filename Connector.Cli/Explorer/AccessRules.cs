using System.Net;
using System.Net.Http.Headers;
using Connector.Cli.Findings;

namespace Connector.Cli.Explorer;

/// <summary>The rules that can be looked at without a question, and so without a price.</summary>
internal static class AccessRules
{
    public static async Task<IReadOnlyList<Checked>> CheckAsync(ExplorerCaller explorer, CancellationToken cancellationToken)
    {
        var known = OfNoQuestion(await explorer.PostAsync("", key: null, cancellationToken));
        if (known.Finding.Verdict == Verdict.Bad)
        {
            return [known];
        }

        return
        [
            known,
            OfBrokenQuestion(await explorer.PostAsync("{\"crm_name\": ", key: null, cancellationToken)),
            OfStranger("without credentials", await explorer.PostAsync("", key: null, credentials: null, cancellationToken)),
            OfStranger("wrong credentials", await explorer.PostAsync("", key: null, new AuthenticationHeaderValue("Basic", "bm9ib2R5Om5vYm9keQ=="), cancellationToken)),
        ];
    }

    private static Checked OfNoQuestion(ExplorerReply reply)
    {
        const string Rule = "no question";
        return reply.Status switch
        {
            HttpStatusCode.UnprocessableEntity or HttpStatusCode.BadRequest => Checked.Good(Rule, $"a post without a body is refused ({(int)reply.Status})"),
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden =>
                Checked.Bad(Rule, $"the credentials are refused ({(int)reply.Status}): correct --user and the password, or the key"),
            HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed or HttpStatusCode.Gone when reply.Word != "not_found" =>
                Checked.Bad(Rule, $"nothing takes posts at /{ExplorerCaller.Path} ({(int)reply.Status}): correct the address, or what stands before the service"),
            >= HttpStatusCode.Ambiguous and < HttpStatusCode.BadRequest =>
                Checked.Bad(Rule, $"it redirects ({(int)reply.Status}), which is not followed: give the address where it lives"),
            HttpStatusCode.InternalServerError => Checked.Doubtful(Rule, "a post without a body is answered 500; 422 says that the service is well"),
            >= HttpStatusCode.InternalServerError => Checked.Bad(Rule, $"it is in trouble ({(int)reply.Status})"),
            _ when reply is { IsSuccess: true, IsObject: false } => Checked.Bad(Rule, "a page answers, not the service: correct the address, or what stands before the service"),
            _ => Checked.Doubtful(Rule, $"a post without a body is answered {(int)reply.Status}; 422 shows that it was no question, and cost nothing"),
        };
    }

    private static Checked OfBrokenQuestion(ExplorerReply reply) => reply.Status is HttpStatusCode.UnprocessableEntity or HttpStatusCode.BadRequest
        ? Checked.Good("broken question", $"JSON that is cut off is refused ({(int)reply.Status})")
        : Checked.Doubtful("broken question", $"JSON that is cut off is answered {(int)reply.Status}; answer 422, so that it is not asked again and again");

    private static Checked OfStranger(string rule, ExplorerReply reply) => reply.Status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => Checked.Good(rule, $"refused ({(int)reply.Status})"),
        HttpStatusCode.UnprocessableEntity or HttpStatusCode.BadRequest =>
            Checked.Bad(rule, $"answered {(int)reply.Status}: look at the credentials first, else a wrong password shows only at the first question"),
        _ => Checked.Bad(rule, $"answered {(int)reply.Status} instead of 401: anybody could ask at your cost"),
    };
}
