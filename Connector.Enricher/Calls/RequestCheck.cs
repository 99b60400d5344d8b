using Connector.Enricher.Providers;
using Connector.Enrichment.V1;
using Google.Rpc;
using Grpc.Core;

namespace Connector.Enricher.Calls;

/// <summary>Checks a request against the limits stated in the contract, and turns it into a question.</summary>
internal static class RequestCheck
{
    private const int MaxKey = 128;
    private const int MaxName = 219;
    private const int MaxWebsite = 500;
    private const int MaxCity = 200;
    private const int MaxOrgNumber = 100;
    private const int MaxJobTitle = 300;

    /// <exception cref="RpcException">INVALID_ARGUMENT; BadRequest names each field that is wrong.</exception>
    public static Question Check(EnrichContactRequest request) => Check(request.Context, request.Company, null);

    /// <exception cref="RpcException">INVALID_ARGUMENT; BadRequest names each field that is wrong.</exception>
    public static Question Check(EnrichPersonRequest request)
        => Check(request.Context, request.Company, new QuestionPerson(request.PersonId, request.JobTitle));

    /// <exception cref="RpcException">INVALID_ARGUMENT.</exception>
    public static string Check(CheckExplorerRequest request)
    {
        var wrong = new BadRequest();
        Require(wrong, "tenant", IsTenant(request.Tenant), "Must be a context identifier such as Cust10001.");
        return wrong.FieldViolations.Count == 0 ? request.Tenant : throw CallErrors.Invalid(wrong);
    }

    private static Question Check(RequestContext? context, Company? company, QuestionPerson? person)
    {
        context ??= new RequestContext();
        company ??= new Company();
        var wrong = new BadRequest();

        Require(wrong, "context.tenant", IsTenant(context.Tenant), "Must be a context identifier such as Cust10001.");
        Require(wrong, "context.idempotency_key", IsKey(context.IdempotencyKey), $"Must be 1 to {MaxKey} printable ASCII characters.");
        Require(wrong, "company.contact_id", company.ContactId > 0, "Must be positive.");
        Require(wrong, "company.name", !string.IsNullOrWhiteSpace(company.Name), "Must not be empty.");
        Limit(wrong, "company.name", company.Name, MaxName);
        Limit(wrong, "company.website", company.Website, MaxWebsite);
        Limit(wrong, "company.city", company.City, MaxCity);
        Limit(wrong, "company.org_number", company.OrgNumber, MaxOrgNumber);
        if (person is not null)
        {
            Require(wrong, "person_id", person.PersonId > 0, "Must be positive.");
            Limit(wrong, "job_title", person.JobTitle, MaxJobTitle);
        }

        return wrong.FieldViolations.Count == 0
            ? new Question(
                context.Tenant,
                context.IdempotencyKey,
                context.Force,
                company.ContactId,
                company.Name,
                company.Website,
                company.City,
                company.OrgNumber,
                person)
            {
                ResumedAt = context.ResumedAt,
            }
            : throw CallErrors.Invalid(wrong);
    }

    private static void Limit(BadRequest wrong, string field, string text, int max)
        => Require(wrong, field, text.Length <= max, $"Must be at most {max} characters.");

    private static void Require(BadRequest wrong, string field, bool isRight, string description)
    {
        if (!isRight)
        {
            wrong.FieldViolations.Add(new BadRequest.Types.FieldViolation { Field = field, Description = description });
        }
    }

    private static bool IsTenant(string tenant)
        => tenant.Length is > 4 and <= 14 && tenant.StartsWith("Cust", StringComparison.Ordinal) && tenant.Skip(4).All(char.IsAsciiDigit);

    // The key becomes a header: no space, no control character, nothing beyond ASCII.
    private static bool IsKey(string key) => key.Length is > 0 and <= MaxKey && key.All(character => character is > ' ' and <= '~');
}
