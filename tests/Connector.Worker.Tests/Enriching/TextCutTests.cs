using Connector.Companies.Sites;
using Connector.Worker.Enriching;
using Connector.Worker.Writing;

namespace Connector.Worker.Tests.Enriching;

/// <summary>What is cut out of the AI's texts, how the rest reads, and what must not be touched.</summary>
public sealed class TextCutTests
{
    private static readonly Site[] Own = [Site.Parse("www.acme.de")!, Site.Parse("linkedin.com/company/acme")!];

    [Theory]
    // Addresses of others.
    [InlineData("Acme builds pumps (https://www.bolt.com/pumps). It ships worldwide.", "Acme builds pumps. It ships worldwide.", 1)]
    [InlineData("Acme builds pumps. Source: https://bolt.com/a?b=c.", "Acme builds pumps.", 1)]
    [InlineData("Acme builds pumps. Visit www.bolt.com or call us.", "Acme builds pumps.", 1)]
    [InlineData("Acme was bought by bolt.com in 2019.", "Acme was bought in 2019.", 1)]
    [InlineData("See bolt.de, bolt.at and https://bolt.ch.", null, 3)]
    [InlineData("Write to sales@bolt.com for prices.", "Write for prices.", 1)]
    [InlineData("Acme (E-Mail: info@bolt.de) builds pumps.", "Acme builds pumps.", 1)]
    [InlineData("Read [their story](https://bolt.com/story) first.", "Read their story first.", 1)]
    [InlineData("Acme, see müller.de, builds pumps.", "Acme, builds pumps.", 1)]
    [InlineData("Find Acme on facebook.com.", "Find Acme.", 1)]
    [InlineData("Their page is linkedin.com/company/bolt.", "Their page is.", 1)]
    [InlineData("Pumps at BOLT.COM!", "Pumps!", 1)]
    [InlineData("https://bolt.com", null, 1)]
    [InlineData("One.\n\nhttps://bolt.com\n\nTwo.", "One.\n\nTwo.", 1)]
    // Telephone numbers.
    [InlineData("Acme builds pumps. Tel.: +49 (0)40 123456-0.", "Acme builds pumps.", 1)]
    [InlineData("Call 040 / 123 45 67 for pumps.", "Call for pumps.", 1)]
    [InlineData("Call (040) 1234567.", null, 1)]
    [InlineData("Acme, 0171-1234567, builds pumps.", "Acme, builds pumps.", 1)]
    [InlineData("Reach Acme at +1 (555) 010-1234 or by mail.", "Reach Acme or by mail.", 1)]
    [InlineData("Acme in Texas: 555-010-1234.", "Acme in Texas.", 1)]
    [InlineData("Acme in London (020 7946 0958) sells pumps.", "Acme in London sells pumps.", 1)]
    [InlineData("Acme: 0049 40 1234567 und Fax 040 1234568.", "Acme.", 2)]
    [InlineData("Phone: 123456-0. Acme builds pumps.", "Acme builds pumps.", 1)]
    // What is left of a prompt.
    [InlineData("```\nAcme builds pumps.\n```", "Acme builds pumps.", 2)]
    [InlineData("```json\nAcme builds pumps.\n```", "Acme builds pumps.", 2)]
    [InlineData("As an AI language model, I cannot browse. Acme builds pumps.", "Acme builds pumps.", 1)]
    [InlineData("Acme builds pumps. As an AI, I have no later data.", "Acme builds pumps.", 1)]
    [InlineData("Als KI-Sprachmodell kann ich das nicht prüfen. Acme baut Pumpen.", "Acme baut Pumpen.", 1)]
    [InlineData("Here is the summary: Acme builds pumps.", "Acme builds pumps.", 1)]
    [InlineData("Sure! Here's a short summary of Acme GmbH:\nAcme builds pumps.", "Acme builds pumps.", 1)]
    [InlineData("Hier ist die Zusammenfassung: Acme baut Pumpen.", "Acme baut Pumpen.", 1)]
    [InlineData("Dear {{first_name}}, Acme builds pumps.", "Dear, Acme builds pumps.", 1)]
    [InlineData("Best regards,\n[Your Name]", "Best regards,", 1)]
    [InlineData("Hello {name}, hello ${company}!", "Hello, hello!", 2)]
    [InlineData("Guten Tag [Ansprechpartner], Acme baut Pumpen.", "Guten Tag, Acme baut Pumpen.", 1)]
    [InlineData("Assistant: Acme builds pumps.", "Acme builds pumps.", 1)]
    [InlineData("User: What?\nAssistant: Acme builds pumps.", "What?\nAcme builds pumps.", 2)]
    [InlineData("<|im_start|>Acme builds pumps.<|im_end|>", "Acme builds pumps.", 2)]
    [InlineData("Acme \"https://bolt.com\" builds  pumps.", "Acme builds  pumps.", 1)]
    public void WhatHasNoPlaceInACrm_IsCutOut_AndTheRestReads(string text, string? left, int cut)
    {
        var result = TextCut.Of(text, Own);

        Assert.Equal((left, cut), (result.Text, result.Cut.Count));
        Assert.All(result.Cut, what => Assert.Contains(what, text, StringComparison.Ordinal));
        Assert.Equal(result.Text, TextCut.Of(text, Own).Text);
    }

    [Theory]
    [InlineData("Founded in 1998, Acme grew from 2010-2020 and in 2019/2020.")]
    [InlineData("It turned over 1.200.000 € in 2021, then 1 200 000 Euro, then $1,250,000.50.")]
    [InlineData("Up by +1 200 000 000 € or + 12 %.")]
    [InlineData("Certified by ISO 9001 and DIN EN 12345-2; HRB 12345 Hamburg; HRB 012345.")]
    [InlineData("Open 24/7, from 09:00-17:00, since 01.02.2020, 01/02/2020, 05/2023 and 2020-01-15.")]
    [InlineData("95 % of 0,8 mm parts, 0.5 % waste, 007 and 1.000.000 pieces.")]
    [InlineData("More at www.acme.de, https://shop.acme.de/pumps?x=1 and info@acme.de.")]
    [InlineData("Follow linkedin.com/company/acme.")]
    [InlineData("Built with Node.js, Vue.js, ASP.NET, VB.NET and .NET 8.")]
    [InlineData("Pumpen, z.B. aus Stahl, d.h. u.a. für Werften (e.g. in Kiel, i.e. there).")]
    [InlineData("Version 2.0.1 and v3.14 run on 10.0.0.1 and 192.168.10.20.")]
    [InlineData("Acme GmbH & Co. KG, formerly Acme & Co.KG, S.p.A. and S.A.")]
    [InlineData("They make pumps.It works. Gut.Die Firma wächst.In Kiel.")]
    [InlineData("As an AI company, Acme trains models. As an AI pioneer it is known.")]
    [InlineData("Here is what Acme does: pumps. Here is why.")]
    [InlineData("The assistant: a robot by Acme. Users: 500.")]
    [InlineData("Dr.med. Frey and Prof.Dr. Mohn, 01067 Dresden, 20457 Hamburg.")]
    [InlineData("Prices [net] {draft 1} (see below) – 3-4 weeks, 12-14-2 \"as is\".")]
    [InlineData("IBAN DE02 1203 0000 0000 2020 51, 100 000 000 parts, 12 500 000 Euro.")]
    [InlineData("Two  blanks,  and ()\n\n\n[] stay where nothing is cut.")]
    [InlineData("One & two; C++/C# and R&D; \"quoted\"; Müller-Lüdenscheidt.")]
    public void WhatOnlyLooksLikeIt_StaysAsItIs(string text)
    {
        var result = TextCut.Of(text, Own);

        Assert.Empty(result.Cut);
        Assert.Equal(text, result.Text);
    }

    [Fact]
    public void WithoutAWebsite_EveryAddressIsForeign() => Assert.Equal("Acme builds pumps.", TextCut.Of("Acme (acme.de) builds pumps.", []).Text);

    [Fact]
    public void AnAnswersTexts_AreCut_ItsVerticalIsNot_AndWhatWasCutIsTold()
    {
        var cut = CutTexts.Of(
            new Dictionary<string, string?>
            {
                [FieldNames.Vertical] = "bolt.com",
                [FieldNames.Summary] = "Pumps. " + string.Join(' ', Enumerable.Range(1, 7).Select(i => $"https://b{i}.com")),
                [FieldNames.Opener] = "https://bolt.com",
                [FieldNames.OpenerSecondary] = null,
            },
            ["acme.de"]);

        Assert.Equal(("bolt.com", "Pumps.", null, null), (cut.Values["vertical"], cut.Values["summary"], cut.Values["opener"], cut.Values["opener_secondary"]));
        Assert.Equal("cut out of the text, 1: \"https://bolt.com\"", cut.Notes["opener"]);
        Assert.Equal(
            "cut out of the text, 7: \"https://b1.com\", \"https://b2.com\", \"https://b3.com\", \"https://b4.com\", \"https://b5.com\", …", cut.Notes["summary"]);
    }

    [Fact]
    public void ALongText_IsReadInTime()
    {
        foreach (var part in (string[])["a-", "a.", "a@", "0 1", "+4", "[a", "{{", "As an AI ", "www.", "http://", "at at ", "\"", "here is a "])
        {
            var text = string.Concat(Enumerable.Repeat(part, 8000 / part.Length));
            TextCut.Of(text, Own);
        }
    }
}
