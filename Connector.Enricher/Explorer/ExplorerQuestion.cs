using System.Text.Json.Serialization;
using Connector.Enricher.Providers;

namespace Connector.Enricher.Explorer;

/// <summary>A question as the Company Explorer wants it. This is all that leaves the CRM; a test compares it byte for byte.</summary>
internal sealed record ExplorerQuestion(
    [property: JsonPropertyName("so_contact_id")] int ContactId,
    [property: JsonPropertyName("so_person_id")] int? PersonId,
    [property: JsonPropertyName("crm_name")] string Name,
    [property: JsonPropertyName("crm_website")] string Website,
    [property: JsonPropertyName("crm_city")] string City,
    [property: JsonPropertyName("crm_org_nr"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? OrgNumber,
    [property: JsonPropertyName("job_title")] string? JobTitle,
    [property: JsonPropertyName("force")] bool Force)
{
    public static ExplorerQuestion From(Question question) => new(
        question.ContactId,
        question.Person?.PersonId,
        question.Name,
        question.Website,
        question.City,
        question.OrgNumber.Length == 0 ? null : question.OrgNumber,
        question.Person?.JobTitle,
        question.Force);
}

[JsonSerializable(typeof(ExplorerQuestion))]
internal sealed partial class ExplorerJson : JsonSerializerContext;
