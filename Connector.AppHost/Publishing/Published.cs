using System.Text.Encodings.Web;
using System.Text.Json;

namespace Connector.AppHost.Publishing;

/// <summary>What all generated files have in common.</summary>
internal static class Published
{
    /// <summary>Their first line, where their form has comments.</summary>
    public const string Header = "# Generated from Connector.AppHost and deploy/production.yaml; see docs/deployment.md. Changes belong there.\n";

    /// <summary>Written for people.</summary>
    public static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
