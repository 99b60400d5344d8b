namespace Connector.Reliability.Tests.Running;

/// <summary>Where the sandboxed tenant has what the connector writes.</summary>
internal static class CrmFields
{
    public const string Vertical = "SuperOffice:83";
    public const string Summary = "SuperOffice:84";
    public const string Opener = "SuperOffice:85";
    public const string OpenerSecondary = "SuperOffice:86";
    public const string ContactStamp = "SuperOffice:88";
    public const string Role = "SuperOffice:20";
    public const string Subject = "SuperOffice:21";
    public const string Intro = "SuperOffice:22";
    public const string SocialProof = "SuperOffice:23";
    public const string PersonStamp = "SuperOffice:25";

    public static readonly string[] OfContact = [Vertical, Summary, Opener, OpenerSecondary];
    public static readonly string[] OfPerson = [Role, Subject, Intro, SocialProof];
}
