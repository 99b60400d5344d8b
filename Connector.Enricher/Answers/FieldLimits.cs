namespace Connector.Enricher.Answers;

/// <summary>The longest text per field, UTF-16 units. Well above what the Company Explorer writes; the CRM's own limits may be tighter.</summary>
internal static class FieldLimits
{
    /// <summary>Vertical, role and subject go into short texts or lists of the CRM, which hold 199.</summary>
    public const int Short = 199;

    /// <summary>Openers, intro and social proof: a paragraph or two.</summary>
    public const int Paragraph = 2000;

    /// <summary>The summary.</summary>
    public const int Summary = 8000;

    /// <summary>Why an analysis was refused, for people.</summary>
    public const int Detail = 500;

    /// <summary>Names of companies and models.</summary>
    public const int Name = 219;

    /// <summary>Addresses of websites; as long as in questions.</summary>
    public const int Website = 500;
}
