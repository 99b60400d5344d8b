using System.Globalization;
using System.Text;
using Connector.Companies;
using Connector.Enrichment.V1;
using Connector.Jobs.Accounts;
using Connector.SuperOffice.Entities;

namespace Connector.Worker.Enriching;

/// <summary>
/// Exactly what leaves the CRM for one entity: the company's name, website and city (its organisation number only where the
/// tenant allows it), for a person also the job title. The fingerprint covers what of this is worth a new question, without what varies from
/// one spelling to the next; and what a new question depends on without being sent, see <see cref="Writing.FingerprintParts"/>.
/// </summary>
public sealed record Question
{
    // The enrichment contract's limits, or tighter; longer texts are cut, so that no length in the CRM makes a question unaskable.
    private const int LongestName = 219;

    private const int LongestText = 255;
    private const int LongestCity = 200;
    private const int LongestOrgNumber = 100;

    private Question()
    {
    }

    /// <summary>The entity asked about.</summary>
    public required EntityKey Entity { get; init; }

    /// <summary>The company: itself, or the one the person works for.</summary>
    public required Company Company { get; init; }

    /// <summary>The person's job title; empty for companies and where unknown.</summary>
    public string JobTitle { get; private init; } = "";

    /// <summary>Hash of all that is worth a new question.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Without a name there is no company to ask about.</summary>
    public bool IsAskable => Company.Name.Length > 0;

    /// <summary>What is asked about a company.</summary>
    /// <param name="contact">The company.</param>
    /// <param name="terms">The tenant's settings.</param>
    /// <param name="unsent">What belongs to the fingerprint without being sent.</param>
    public static Question About(ContactRecord contact, QuestionTerms terms, params IReadOnlyList<string> unsent)
    {
        var company = CompanyOf(contact, terms.SendOrgNr);
        return new Question
        {
            Entity = EntityKey.Contact(contact.ContactId),
            Company = company,
            Fingerprint = Writing.Fingerprint.Of("contact", [.. PartsOf(company, terms), .. unsent]),
        };
    }

    /// <summary>What is asked about a person.</summary>
    /// <param name="person">The person.</param>
    /// <param name="employer">The company they work for.</param>
    /// <param name="terms">The tenant's settings.</param>
    /// <param name="unsent">What belongs to the fingerprint without being sent.</param>
    public static Question About(PersonRecord person, ContactRecord employer, QuestionTerms terms, params IReadOnlyList<string> unsent)
    {
        var company = CompanyOf(employer, terms.SendOrgNr);
        var about = terms.CompanyAsks ? PartsOf(company, terms) : [Number(company.ContactId)];
        var title = Tidy(person.Title, LongestText);
        return new Question
        {
            Entity = EntityKey.Person(person.PersonId),
            Company = company,
            JobTitle = title,
            Fingerprint = Writing.Fingerprint.Of("person", [.. about, Number(person.PersonId), Spelling(title), .. unsent]),
        };
    }

    /// <summary>A company's name as it would be sent.</summary>
    public static string NameOf(ContactRecord contact) => Tidy(contact.Name, LongestName);

    private static Company CompanyOf(ContactRecord contact, bool sendOrgNr) => new()
    {
        ContactId = contact.ContactId,
        Name = NameOf(contact),
        Website = Tidy(contact.Website, LongestText),
        City = Tidy(contact.City, LongestCity),
        OrgNumber = sendOrgNr ? Tidy(contact.OrgNr, LongestOrgNumber) : "",
    };

    /// <summary>A company's name without what varies from one spelling of it to the next.</summary>
    public static string NormalNameOf(ContactRecord contact) => CompanyName.Normalize(NameOf(contact));

    private static string[] PartsOf(Company company, QuestionTerms terms) =>
    [
        Number(company.ContactId),
        CompanyName.Normalize(company.Name),
        WebAddress.Normalize(company.Website),
        terms.CityAsks ? Spelling(company.City) : "",
        Spelling(company.OrgNumber),
    ];

    private static string Spelling(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).ToLowerInvariant();

    private static string Number(int id) => id.ToString(CultureInfo.InvariantCulture);

    /// <summary>One line without control characters, not longer than the contract allows.</summary>
    private static string Tidy(string text, int longest)
    {
        var line = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (line.Length + rune.Utf16SequenceLength > longest)
            {
                break;
            }

            line.Append(Rune.IsControl(rune) ? " " : rune.ToString());
        }

        return line.ToString().Trim();
    }
}
