using System;
using System.Threading;
using DeviceMailAgent.RaspberryPi.Control;
using DeviceMailAgent.Tool;

namespace DeviceMailAgent.RaspberryPi.Page;

/// <summary>Finds the answer to a request.</summary>
internal sealed class PageAnswers
{
    private readonly Lock _gate = new Lock();
    private readonly PageView _view;
    private readonly string _name;

    public PageAnswers(AgentParts parts, MailFigures figures)
    {
        _view = new PageView(parts, figures);
        _name = parts.Configuration.Name;
    }

    /// <param name="head">The request, to its empty line.</param>
    /// <param name="ownAddress">The address of this device that the reader asked.</param>
    /// <param name="isAllowed">False: the reader may not see anything.</param>
    /// <param name="answer">Filled.</param>
    public void Write(ReadOnlySpan<byte> head, string ownAddress, bool isAllowed, PageAnswer answer)
    {
        int status = HttpRequest.Parse(head, out HttpRequest request);
        answer.IsHead = request.IsHead;
        if (!isAllowed) status = 403;
        // RFC 9112 3.2: no Host at all is possible in HTTP/1.0, and no browser does it.
        else if (status == 200 && request.Host.Length > 0 && !request.IsFor(_name)) status = 421;
        if (status != 200)
        {
            answer.Refuse(status);
            return;
        }
        // One at a time: they share the view.
        lock (_gate) Write(request, ownAddress, answer);
        if (answer.Body.IsFull) answer.Refuse(500);
    }

    private void Write(HttpRequest request, string ownAddress, PageAnswer answer)
    {
        Language language = request.WantsJapanese() ? Language.Japanese : Language.English;
        string tag = language == Language.Japanese ? "ja" : "en";
        switch (request.Path)
        {
            case "/":
                _view.Take(ownAddress);
                answer.Is("text/html; charset=utf-8", tag);
                new StatusPage(_view, answer.Body, language).Write();
                break;
            case "/status.json":
                _view.Take(ownAddress);
                answer.Is("application/json", tag);
                new StatusJson(_view, language).Write(answer.Body);
                break;
            case "/metrics":
                _view.Take(ownAddress);
                bool isOpen = request.Accept.Contains("application/openmetrics-text", StringComparison.OrdinalIgnoreCase);
                answer.Is(isOpen ? MetricsText.OpenMetricsType : MetricsText.PrometheusType, "");
                new MetricsText(_view, answer.Body, isOpen).Write();
                break;
            default:
                answer.Refuse(404);
                break;
        }
    }
}
