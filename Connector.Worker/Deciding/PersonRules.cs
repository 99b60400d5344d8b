using Connector.SuperOffice.Entities;

namespace Connector.Worker.Deciding;

/// <summary>Whether a human may be asked about. Pure; without permission nothing of the person leaves the CRM.</summary>
public static class PersonRules
{
    /// <summary>Persons are not enriched in this tenant.</summary>
    public const string Off = "persons_off";

    /// <summary>The person's company lies in the bin, or is gone.</summary>
    public const string CompanyDeleted = "company_deleted";

    /// <summary>The reason against it, a word from a closed list, or null if there is none.</summary>
    public static string? RefusalOf(PersonRecord person, PersonOptions options) =>
        !options.Enrich ? Off
        : person.Retired ? "retired"
        : person.NoMailing ? "no_mailing"
        : options.ConsentPurposes.Count > 0 && !person.Consents.Any(consent => Counts(consent, options)) ? "no_consent"
        : null;

    private static bool Counts(Consent consent, PersonOptions options) =>
        consent.LegalBasis.Length > 0
        && options.ConsentPurposes.Contains(consent.Purpose, StringComparer.OrdinalIgnoreCase)
        && !Withdrawn(options).Contains(consent.LegalBasis, StringComparer.OrdinalIgnoreCase);

    private static IEnumerable<string> Withdrawn(PersonOptions options) =>
        options.WithdrawnLegalBases.Count > 0 ? options.WithdrawnLegalBases : PersonOptions.DefaultWithdrawn;
}
