"""Complaint exports by their headers: which layout reads them, and which column is the time of receipt."""

from __future__ import annotations

import pytest

from tests.layouts.tables import best, fields, matches

DAY, LATER = "2024-03-05 08:00:00", "2024-03-09 17:00:00"
NYC = "Unique Key|Created Date|Closed Date|Agency|Agency Name|Complaint Type|Descriptor|Status|Due Date|Borough|Open Data Channel Type"
BOSTON = "case_enquiry_id|open_dt|target_dt|closed_dt|ontime|case_status|closure_reason|case_title|subject|reason|type|neighborhood|source"
EXPORTS = {
    "zh property ledger": ("complaint_ledger_zh", "received_at", "投诉时间", f"投诉编号|项目名称|房号|投诉人|联系电话|投诉时间|投诉渠道|投诉分类|投诉内容|派单时间|处理人|限时完成时间|答复时间|完成时间|单据状态|回访时间|回访满意度\nT1|锦湖|3-2-501|张三|13800000000|{DAY}|电话|设施类|灯坏|{DAY}|李四|{LATER}|{DAY}|{LATER}|已完成|{LATER}|满意"),
    "zh family service": ("complaint_ledger_zh", "received_at", "投诉日期", f"房间编号|投诉人|投诉电话|投诉日期|联系电话|接待人|投诉类别|状态|开始受理人|开始受理时间|受理结果|受理完成人|受理完成时间|数据来源|回访人|回访时间|是否满意|业主评价\n3-501|张|1|{DAY}|1|李|电梯|已完成|李|{DAY}|修好|李|{LATER}|电话|王|{LATER}|是|好"),
    "zh hotline 12345": ("complaint_ledger_zh", "received_at", "来电时间", f"工单编号|来电时间|来电人|来电号码|诉求内容|诉求类型|承办单位|办结时间|满意度\nG1|{DAY}|张|1|停电|水电|住建局|{LATER}|满意"),
    "zh repair orders": ("complaint_ledger_zh", "received_at", "报修时间", f"报修单号|小区|报修时间|报修人|报修内容|维修人员|完工时间|工单状态\nB1|锦湖|{DAY}|张|漏水|李|{LATER}|已完工"),
    "zh repair app": ("complaint_ledger_zh", "received_at", "报事时间", f"报事编号|报事时间|报事类型|报事内容|处理人|处理完成时间|评价\nB1|{DAY}|公区|灯坏|李|{LATER}|5星"),
    "zh by hand": ("complaint_ledger_zh", "received_at", "登记日期", "序号|小区|登记日期|房号|业主姓名|联系电话|反映方式|类别|问题类型|反映问题|经办人|要求完成日期|完成日期|处理情况|回访日期|回访结果|备注\n1|朗月城|2023.3.5|3-2-501|张|1|来访|设施类|电梯|电梯停运|李|2023.3.9|2023.3.8|已修|2023.3.9|满意|"),
    "zh medicine": ("complaint_ledger_zh", "received_at", "投诉日期", f"投诉编号|投诉标题|投诉来源|投诉日期|投诉类别|投诉描述|处理人|调查结论|回复内容|回复日期|关联CAPA编号|状态\nC1|包装|电话|{DAY}|包装|破损|李|属实|换货|{LATER}|CA1|已关闭"),
    "zh consumers": ("complaint_ledger_zh", "received_at", "投诉日期", "投诉编号|投诉品牌|投诉车系|投诉车型|投诉简述|投诉问题|问题类型|投诉日期\n20240429145554505552|甲|乙|丙|异响|传动系|异响|2024-04-29"),
    "en headers, zh cells": ("complaint_ledger_zh", "received_at", "datetime", "id|brand|car_model|type|desc|problem|datetime|status\n1|甲|乙|2020款|异响|H93,|2020/6/8|信息审核"),
    "zh messages": ("citizen_messages_zh", "received_at", "留言时间", f"留言编号|留言用户|留言主题|留言时间|留言详情|答复意见|答复时间\n1|A1|灯|{DAY}|灯坏了|已修|{LATER}"),
    "nyc portal": ("nyc311", "received_at", "Created Date", f"{NYC}\n1|05/01/2022 12:00:03 AM||NYPD|Police|Noise|Loud|Open||BRONX|ONLINE"),
    "nyc api": ("nyc311", "received_at", "created_date", f"{NYC.lower().replace(' ', '_')}\n1|2019-12-31T23:59:11.000||NYPD|Police|Noise|Loud|Closed||BRONX|PHONE"),
    "boston": ("boston311", "received_at", "open_dt", f"{BOSTON}\n1|{DAY}|{LATER}|{LATER}|ONTIME|Closed|Done|Lights|Works|Lights|Outage|Mattapan|Self Service"),
    "chicago": ("complaint_ledger_en", "received_at", "CREATED_DATE", "SR_NUMBER|SR_TYPE|SR_SHORT_CODE|OWNER_DEPARTMENT|STATUS|CREATED_DATE|LAST_MODIFIED_DATE|CLOSED_DATE|STREET_ADDRESS|WARD\nSR1|Graffiti|GRAF|Streets|Completed|03/05/2024 08:00:00 AM|03/06/2024 08:00:00 AM|03/06/2024 08:00:00 AM|1 A St|3"),
    "san francisco": ("complaint_ledger_en", "received_at", "Opened", "CaseID|Opened|Closed|Updated|Status|Status Notes|Responsible Agency|Category|Request Type|Request Details|Address|Neighborhood|Source\n1|03/05/2024 08:00:00 AM|03/06/2024 08:00:00 AM||Closed|done|DPW|Graffiti|Wall|paint|1 A St|Mission|Web"),
    "los angeles": ("complaint_ledger_en", "received_at", "CreatedDate", "SRNumber|CreatedDate|UpdatedDate|ActionTaken|Owner|RequestType|Status|RequestSource|CreatedByUserOrganization|ServiceDate|ClosedDate|AddressVerified|Address|NC|NCName\n1-1|03/05/2024 08:00:00 AM|03/06/2024 08:00:00 AM|SR Created|BOS|Bulky Items|Closed|Call|BOS|03/06/2024|03/06/2024 08:00:00 AM|Y|1 A St|1|VENICE"),
    "austin": ("complaint_ledger_en", "received_at", "Created Date", "Service Request (SR) Number|SR Description|Method Received|SR Status|Status Change Date|Created Date|Last Update Date|Close Date|SR Location|Council District\n1|Loose Dog|Phone|Closed|03/06/2024 08:00:00 AM|03/05/2024 08:00:00 AM|03/06/2024 08:00:00 AM|03/06/2024 08:00:00 AM|1 A St|3"),
    "baltimore": ("complaint_ledger_en", "received_at", "CreatedDate", "SRRecordID|ServiceRequestNum|SRType|MethodReceived|CreatedDate|SRStatus|StatusDate|DueDate|CloseDate|Agency|Neighborhood\n18-1|18-1|Lamp|Phone|04/12/2018 11:11:26 AM|Closed|04/12/2018 12:45:48 PM|04/13/2018 11:11:26 AM|04/12/2018 12:45:47 PM|Works|Hill"),
    "st louis": ("complaint_ledger_en", "received_at", "DATETIMEINIT", "CALLERTYPE|DATECANCELLED|DATETIMECLOSED|DATETIMEINIT|DESCRIPTION|NEIGHBORHOOD|PLAIN_ENGLISH_NAME_FOR_PROBLEMCODE|PRJCOMPLETEDATE|REQUESTID|STATUS|SUBMITTO\nWEB||2010-01-06 11:26:33.0|2010-01-05 11:26:33.0|Needs a number|16|No water|2010-01-07 00:00:00.0|110179|CLOSED|WORKS"),
    "other city": ("complaint_ledger_en", "received_at", "Created Date", "SR Number|Created Date|Closed Date|SR Type|Status\n1|03/05/2024|03/06/2024|Pothole|Closed"),
    "philadelphia": ("complaint_ledger_en", "received_at", "requested_datetime", f"service_request_id|status|status_notes|service_name|service_code|agency_responsible|requested_datetime|updated_datetime|expected_datetime|closed_datetime|address|lat|lon\n1|Closed|done|Graffiti|SR-1|Streets|{DAY}|{LATER}|{LATER}|{LATER}|1 A St|1.0|2.0"),
    "dob": ("complaint_ledger_en", "received_at", "Date Entered", "Complaint Number|Status|Date Entered|House Number|ZIP Code|House Street|BIN|Complaint Category|Unit|Disposition Date|Disposition Code|Inspection Date|DOBRunDate\n4483428|CLOSED|06/08/2011|10||A ST|1|05|QNS.|04/25/2013|L3|04/25/2013|04/26/2013"),
    "cfpb": ("complaint_ledger_en", "received_at", "Date received", "Date received|Product|Sub-product|Issue|Sub-issue|Consumer complaint narrative|Company|State|ZIP code|Submitted via|Date sent to company|Company response to consumer|Timely response?|Complaint ID\n03/05/24|Mortgage|FHA|Fees|x|text|Bank|NY|10001|Web|03/06/24|Closed with explanation|Yes|123"),
    "cfpb without ids": ("complaint_ledger_en", "status", "Company response to consumer", "Date received|Product|Sub-product|Company|State|ZIP code|Consumer consent provided?|Submitted via|Company response to consumer|Timely response?|Consumer disputed?\n2014-03-05|Mortgage|FHA|Bank|NY|10001||Web|Closed with explanation|1|0"),
    "complaints of grades": ("complaint_ledger_en", "received_at", "Date Received", f"Complaint No|Date Received|Complaint Type|Description|Grade|Marks|Status\nC1|{DAY}|Lift|Lift stuck|A|Urgent|Closed"),
    "tickets with what they took": ("helpdesk_tickets", "took_hours", "resolution_time_hours", "date|ticket_id|customer_id|type|resolution_time_hours|channel\n2024-03-05|TK1|C1|App|25.01|Phone"),
    "hpd": ("hpd", "received_at", "Received Date", "Received Date|Problem ID|Complaint ID|Building ID|Borough|Apartment|Type|Major Category|Minor Category|Complaint Status|Complaint Status Date|Problem Status|Unique Key\n08/01/2017|1|2|3|MANHATTAN|2C|EMERGENCY|ELECTRIC|POWER|CLOSE|08/08/2017|CLOSE|9"),
    "zendesk": ("zendesk", "received_at", "Created at", f"Summation column|Id|Requester|Requester id|Requester email|Submitter|Assignee|Group|Subject|Tags|Status|Priority|Via|Ticket type|Created at|Updated at|Assigned at|Due date|Solved at|Satisfaction Score|Reopens\n1|5|A|1|a@b.c|A|B|Support|Lamp||Solved|High|Mail|Incident|{DAY}|{LATER}|{DAY}||{LATER}|Good|0"),
    "glpi": ("glpi", "received_at", "Date d'ouverture", "ID|Titre|Statut|Type|Priorité|Date d'ouverture|Dernière modification|Date de résolution|Attribué à - Technicien|Catégorie\n1 234|Lampe|Clos|Incident|Haute|2024-03-05 08:00|2024-03-06 08:00|2024-03-06 08:00|X|Lumière"),
    "manageengine": ("helpdesk_tickets", "received_at", "Created Date", f"Request ID|Subject|Status.Name|Group.Name|Category.Name|Technician.Name|Created Date|Responded Time|Completed Time\n1|Lamp|Closed|Team|Light|X|{DAY}|{DAY}|{LATER}"),
    "jira": ("helpdesk_tickets", "received_at", "Created", "Summary|Issue key|Issue id|Issue Type|Status|Project key|Priority|Assignee|Reporter|Created|Updated|Resolved|Due date|Description\nLamp|AB-1|1000|Incident|Done|AB|High|X|Y|05/Mar/24 8:00 AM|06/Mar/24 8:00 AM|06/Mar/24 8:00 AM||text"),
    "jira in Spanish": ("helpdesk_tickets", "received_at", "Creada", "Resumen|Clave de incidencia|Tipo de Incidencia|Estado|Prioridad|Persona asignada|ID de la persona asignada|Creada|Actualizada|Resuelta\nLuz|AB-1|Fallo|Finalizada|Alta|X|7|05/mar/24 8:00 AM|06/mar/24 8:00 AM|06/mar/24 8:00 AM"),
    "tickets of a helpdesk with their text": ("complaint_ledger_en", "description", "Ticket_Body", f"IssueID|IssueDate|Submitted_By|Tech_Assigned|Subject|Ticket_Body|Current_Status|comments\n7|{DAY}|A|B|Lamp|Lamp broken|New|Looked at"),
    "portuguese tickets when finished": ("complaint_ledger_european", "resolved_at", "Data Finalizado", "ID|Status|Data Abertura|Pesquisa de Satisfação|Data Finalizado|Tipo do Chamado|Assunto\n7|Andamento|05/03/2024 08:00|5|09/03/2024 17:00|Interno|Luz"),
    "portuguese tickets without accents": ("complaint_ledger_european", "result", "resolucao", "chamado_id|cliente_id|data_abertura|data_fechamento|status|prioridade|categoria|descricao|resolucao\n7|1|2024-03-05|2024-03-09|Fechado|Alta|Luz|Sem luz|Trocada"),
    "breakdowns": ("complaint_ledger_en", "subcategory", "Failure_Category", f"SR_ID|Asset_ID|Reported_Date|Priority|Status|Failure_Category\n1|A1|{DAY}|High|Open|Software"),
    "incidents": ("incident_register", "status", "resolution_status", f"incident_id|incident_type|reported_at|severity|resolution_status|resolved_hours\nI1|Leak|{DAY}|High|Open|4"),
    "tickets without a state": ("helpdesk_tickets", "received_at", "created_date", "ticket_id|category|priority|created_date|agent_name\n7|Lamp|High|2024-03-05|A"),
    "servicenow with what is shown and stored": ("helpdesk_tickets", "received_at", "sys_created_on.display_value", f"number.display_value|number.value|short_description.display_value|short_description.value|state.display_value|state.value|sys_created_on.display_value|sys_created_on.value|closed_at.display_value|closed_at.value|priority.display_value|priority.value\nINC1|INC1|Lamp|Lamp|Closed|7|{DAY}|{DAY}|{LATER}|{LATER}|High|1"),
    "github issues": ("helpdesk_tickets", "closed_at", "closed", f"title|number|state|created|closed|comment_count\nLamp|19|closed|{DAY}|{LATER}|3"),
    "german tickets": ("complaint_ledger_european", "closed_at", "Geschlossen am", "Ticket-Nr.|Erstellt am|Betreff|Kategorie|Status|Priorität|Bearbeiter|Geschlossen am\nT-1|05.03.2024 08:00|Aufzug|Aufzug|Geschlossen|Hoch|Muster|09.03.2024 17:00"),
    "german complaints": ("complaint_ledger_european", "received_at", "Eingangsdatum", "Beschwerdenummer|Eingangsdatum|Stadtteil|Beschwerdegrund|Beschreibung|Status|Erledigt am\nB1|05.03.2024|Nord|Lärm|Laute Musik|Erledigt|09.03.2024"),
    "french complaints": ("complaint_ledger_european", "status", "Statut", "N° réclamation|Date de réception|Motif|Description|Statut|Date de clôture|Canal\nR1|05/03/2024|Ascenseur|En panne|Clôturée|09/03/2024|Téléphone"),
    "spanish complaints": ("complaint_ledger_european", "closed_at", "Fecha de cierre", "Nro. de reclamo|Fecha de creación|Tipo de reclamo|Descripción|Estado|Fecha de cierre|Barrio\n1|05/03/2024|Ruido|Música|Cerrado|09/03/2024|Centro"),
    "portuguese tickets": ("complaint_ledger_european", "received_at", "Data de abertura", "Protocolo|Data de abertura|Assunto|Categoria|Status|Data de fechamento|Responsável\n1|05/03/2024 08:00|Elevador|Manutenção|Fechado|09/03/2024 17:00|X"),
    "portuguese tickets of a database": ("complaint_ledger_european", "satisfaction", "satisfacao_cliente", "id_ticket|data_abertura|data_fechamento|cliente|sistema|tipo_chamado|prioridade|status|analista|tempo_resolucao_horas|satisfacao_cliente\nT-7|2024-03-05|2024-03-09|Loja|Caixa|Erro|Alta|Fechado|X|18|4"),
    "italian complaints": ("complaint_ledger_european", "resolved_at", "Data risoluzione", "Numero segnalazione|Data segnalazione|Tipologia|Descrizione|Stato|Data risoluzione\n1|05/03/2024|Rumore|Musica|Risolto|09/03/2024"),
    "freshdesk": ("helpdesk_tickets", "received_at", "Created time", f"Ticket ID|Subject|Status|Priority|Source|Type|Agent|Group|Created time|Due by Time|Resolved time|Closed time|Last updated time|Initial response time|Full name|Email\n1|Lamp|Closed|High|Portal|Incident|X|Team|{DAY}|{LATER}|{LATER}|{LATER}|{LATER}|{DAY}|A B|a@b.c"),
    "servicenow": ("helpdesk_tickets", "received_at", "opened_at", f"number|short_description|state|priority|assignment_group|assigned_to|opened_at|resolved_at|closed_at|caller_id|category\nINC1|Lamp|Closed|3|Team|X|{DAY}|{LATER}|{LATER}|A B|light"),
    "zh complaints about products": ("complaint_ledger_zh", "received_at", "投诉日期", "投诉编号|产品编号|产品名称|投诉日期|投诉内容|不良数量|生产日期|处理结果\nC1|P1|灯|2024-03-05|不亮|3|2024-01-05|换货"),
    "zh work orders pushed": ("complaint_ledger_zh", "received_at", "推送时间", f"工单编号|工单标题|工单内容|推送时间|承办单位|问题分类|问题点位\nT1|灯|灯坏|{DAY}|工程部|设施|甲路1号"),
    "zh customer service of a group": ("complaint_ledger_zh", "complaint_id", "客诉编号", f"序号|客诉编号|项目|楼栋|单元|房间|客户姓名|电话|客诉时间|受理渠道|客诉一级|客诉二级|客诉三级|客诉等级|客诉描述|责任单位|首响时间|要求关闭时间|实际关闭时间|关闭状态|回访满意度\n1|K7|锦湖|3|2|501|张|1|{DAY}|电话|工程|电梯|停运|重大|电梯停运|工程部|{DAY}|{LATER}|{LATER}|已关闭|满意"),
    "zh service requests": ("complaint_ledger_zh", "received_at", "请求时间", f"服务请求单号|服务类别|服务内容|客户名称|房产|请求时间|服务来源|责任部门|完成情况|完成时间|客户评价\nF1|电梯|停运|张|3-2-501|{DAY}|电话|工程部|已完成|{LATER}|满意"),
    "zh hotline of a street": ("complaint_ledger_zh", "received_at", "市民来电时间", f"工单编码|来电号码|市民姓名|问题分类（一级）|问题分类（二级）|问题描述|市民来电时间|街道接单时间|办理截止时间|反馈时间|是否响应|是否解决|是否满意|办理结果\nG1|1|张|城建|电梯|停运|{DAY}|{DAY}|{LATER}|{LATER}|是|是|是|已修"),
    "zh letters and visits": ("complaint_ledger_zh", "received_at", "信访日期", "信访编号|信访日期|信访人|信访形式|内容分类|概况信息|去向单位|办理期限|办理状态|办结日期|满意度评价\nX1|2024-03-05|张|来信|电梯|停运|住建局|2024-03-20|已办结|2024-03-09|满意"),
    "zh city management": ("complaint_ledger_zh", "closed_at", "结案时间", f"案卷号|问题来源|大类名称|小类名称|问题描述|上报时间|立案时间|处置截止时间|处置时间|结案时间|所属街道|所属社区|处置部门|当前阶段\nA1|上报|市容|占道|占道经营|{DAY}|{DAY}|{LATER}|{LATER}|{LATER}|海滨|锦湖|城管|结案"),
    "zh feedback of an app": ("feedback_zh", "received_at", "反馈时间", f"反馈编号|反馈时间|反馈人|手机号|反馈类型|反馈内容|处理状态|处理人|处理时间|评分\nB1|{DAY}|张|1|电梯|停运|已处理|李|{LATER}|5"),
    "housing association": ("complaint_ledger_en", "received_at", "Date Complaint Received", f"Complaint Ref|Date Complaint Received|Complainant Name|Property Address|Estate|Nature of Complaint|Complaint Details|Stage|Date Acknowledged|Target Response Date|Outcome|Date Closed|Satisfied with handling?\nC1|{DAY}|A|1 A St|Hill|Lift|Lift stuck|1|{DAY}|{LATER}|Upheld|{LATER}|Yes"),
    "work orders of a contractor": ("complaint_ledger_en", "status", "WO Status", f"Work Order #|Site|Unit No.|Reported By|Reported On|Priority|Trade|Problem Description|Assigned Technician|Scheduled Date|Completed On|WO Status|Tenant Rating\n1|Hill|3|A|{DAY}|High|Lift|Lift stuck|X|{LATER}|{LATER}|Closed|5"),
    "jobs": ("complaint_ledger_en", "received_at", "Job Raised", f"Job No|Job Raised|Job Description|Contractor|Job Priority|Target Completion|Actual Completion|Job Status\nJ1|{DAY}|Lift stuck|X|High|{LATER}|{LATER}|Closed"),
    "feedback register": ("complaint_ledger_en", "received_at", "Feedback Date", f"Feedback ID|Feedback Date|Feedback Type|Channel|Customer Name|Contact No|Feedback Details|Department|Action By|Reply Date|Case Status\nF1|{DAY}|Lift|Web|A|1|Lift stuck|Works|X|{LATER}|Closed"),
    "grievances": ("complaint_ledger_en", "resolved_at", "Date of Disposal", f"Grievance No.|Date of Registration|Complainant|Category of Grievance|Grievance Description|Date of Disposal|Status of Grievance|Feedback Rating\nG1|{DAY}|A|Lift|Lift stuck|{LATER}|Closed|4"),
    "requests of an interface": ("complaint_ledger_en", "status", "current_state", f"service_request_number|requested_at|category_name|description|neighbourhood|current_state|acknowledged_at|resolved_on|agency\nS1|{DAY}|Lift|Lift stuck|Hill|Closed|{DAY}|{LATER}|Works"),
    "dallas": ("complaint_ledger_en", "due_at", "Overall Service Request Due Date", f"Service Request Number|Address|City Council District|Department|Service Request Type|Overall Service Request Due Date|Status|Created Date|Update Date|Closed Date|Outcome|Method Received Description\n1|1 A St|District 2|Streets|Pothole|{LATER}|Closed|{DAY}|{LATER}|{LATER}|done|Phone"),
    "washington": ("complaint_ledger_en", "received_at", "ADDDATE", f"SERVICEREQUESTID|SERVICECODEDESCRIPTION|SERVICEORDERSTATUS|ADDDATE|RESOLUTIONDATE|SERVICEDUEDATE|WARD\n1|Pothole|Closed|{DAY}|{LATER}|{LATER}|5"),
    "vancouver": ("complaint_ledger_en", "received_at", "Service request open timestamp", f"Department|Service request type|Status|Closure reason|Service request open timestamp|Service request close date|Local area\nStreets|Pothole|Close|done|{DAY}|2024-03-09|Downtown"),
    "a city's answer to a question": ("complaint_ledger_en", "closed_at", "Date/Time Closed", f"Service Request Number|Service Request: Type Name|Date/Time Opened|Date/Time Closed|Service Request Status\n1|Pothole|{DAY}|{LATER}|Completed"),
    "osticket": ("helpdesk_tickets", "due_at", "SLA Due Date", f"Ticket Number|Date Created|Subject|From|Priority|Current Status|SLA Due Date|Agent Assigned|Closed Date\n1|{DAY}|Lamp|A|High|Closed|{LATER}|X|{LATER}"),
    "servicenow prefixed": ("helpdesk_tickets", "received_at", "inc_sys_created_on", f"inc_number|inc_short_description|inc_state|inc_category|inc_assignment_group|inc_sys_created_on|inc_resolved_at|inc_closed_at\nINC1|Lamp|Closed|light|Team|{DAY}|{LATER}|{LATER}"),
    "servicenow by hand": ("helpdesk_tickets", "department", "Assigned Group", f"Incident ID|Short Description|Status|Opened Date|Resolved Date|Assigned Group|Assigned To\nI1|Lamp|Closed|{DAY}|{LATER}|Team|X"),
    "tickets in snake case": ("helpdesk_tickets", "received_at", "created_at", f"ticket_id|subject|status|priority|category|created_at|resolved_at|assigned_to\nT1|Lamp|resolved|high|light|{DAY}|{LATER}|X"),
    "hubspot": ("helpdesk_tickets", "received_at", "Create date", f"Ticket ID|Ticket name|Pipeline|Ticket status|Create date|Close date|Priority|Source|Ticket owner\n1|Lamp|Support|Closed|{DAY}|{LATER}|High|Email|X"),
    "yardi": ("property_work_orders", "resolved_at", "Complete Date", "WO#|Property|Unit|Call Date|Complete Date|Category|Brief Description|Status|Priority|Caller Name|Employee\n1|oakct|101|03/05/2024|03/09/2024|Plumbing|Leak|Work Completed|Normal|A B|X"),
    "appfolio": ("property_work_orders", "complaint_id", "Work Order Number", "Property|Unit|Work Order Number|Status|Priority|Work Order Type|Issue|Job Description|Created At|Completed On|Vendor|Primary Resident\nOak Court|101|1-1|Completed|Normal|Resident|Plumbing|Leak|03/05/2024 08:00 AM|03/09/2024|X|A B"),
    "buildium": ("property_work_orders", "subcategory", "Sub-category", "Task #|Subject|Property|Unit|Category|Sub-category|Status|Priority|Date created|Due date|Date completed|Requested by|Assigned to\n1|Lamp|Oak Court|101|Maintenance Request|Light|Completed|Normal|03/05/2024|03/07/2024|03/09/2024|A B|X"),
    "tickets without a subject": ("helpdesk_tickets", "received_at", "Created", f"Ticket ID|Created|Resolved|Status|Category\nT1|{DAY}|{LATER}|Resolved|light"),
}  # fmt: skip


@pytest.mark.parametrize("export", EXPORTS)
def test_an_export_is_read_by_its_layout_with_the_time_of_receipt(export):
    layout, field, header, text = EXPORTS[export]
    found = best(*text.split("\n"))
    assert (found.layout.name, fields(found)[field]) == (layout, header)


@pytest.mark.parametrize("name", ["issue_key", "incident_number", "request_id", "case_id"])
def test_an_underscore_parts_the_words_of_a_header_as_a_blank_does(name):
    found = best(f"{name}|subject|status|priority|created_at", f"T1|Lamp|Open|high|{DAY}")
    assert (found.layout.name, fields(found)["complaint_id"]) == ("helpdesk_tickets", name)


def test_words_that_only_capitals_part_are_words_too():
    found = best("TicketID|CustomerID|TicketDate|IssueType|Status|ResolutionTime (hours)", f"7|C1|{DAY}|Lamp|Open|3")
    assert (found.layout.name, fields(found)["complaint_id"]) == ("helpdesk_tickets", "TicketID")


def test_title_rows_above_the_header_are_no_records_and_say_when_the_export_was_made():
    found = best(
        "锦湖雅居2024年一季度投诉台账 | | |", "小区：锦湖雅居 | 导出时间：2024年4月1日 08:30 | |",
        "序号 | 投诉时间 | 投诉内容 | 处理结果", "1 | 2024.1.5 | 灯坏 | 已修",
    )  # fmt: skip
    assert (found.header_index, found.first_record_index) == (2, 3)
    assert (found.file_parts["exported_at"], found.file_parts["community"]) == ("202404010830", "锦湖雅居")


def test_a_header_of_two_rows_with_merged_cells_is_one_header():
    found = best(
        "序号 | 投诉时间 | 投诉人 | | 处理 | | 回访 |", " | | 姓名 | 电话 | 完成时间 | 结果 | 时间 | 满意度",
        "1 | 2024-01-05 | 张三 | 13800000000 | 2024-01-07 | 已修 | 2024-01-08 | 满意",
    )  # fmt: skip
    assert (found.layout.header_rows, found.first_record_index) == (2, 2)
    assert fields(found) | {"complaint_id": "序号"} == {
        "complaint_id": "序号", "received_at": "投诉时间", "name": "投诉人 姓名", "phone": "投诉人 电话",
        "resolved_at": "处理 完成时间", "result": "处理 结果", "called_back_at": "回访 时间", "satisfaction": "回访 满意度",
    }  # fmt: skip


def test_odd_spellings_of_a_header_are_the_same_header():
    found = best("＊投诉　编号（必填） | 投诉\n时间： | 投诉&nbsp;内容 | \ufeff处理人", "1 | 2024-01-05 | 灯坏 | 李")
    assert set(fields(found)) == {"complaint_id", "received_at", "description", "handler"}


def test_headers_in_traditional_characters_are_read():
    assert set(fields(best("投訴編號|投訴時間|投訴內容|處理結果", "1|2024-03-05|燈壞|已修"))) == {
        "complaint_id", "received_at", "description", "result",
    }  # fmt: skip


def test_headers_in_two_languages_are_known_by_either_half():
    assert set(fields(best("رقم Complaint No|تاريخ Complaint Date|Status / الحالة", f"7|{DAY}|Open"))) == {
        "complaint_id", "received_at", "status",
    }  # fmt: skip
    found = best(
        "投诉编号 Complaint No.|Complaint Date / 投诉日期|投诉内容 Description|处理状态(Status)|客户 ID",
        "C1|2024-03-05|灯坏|已处理|7",
    )
    assert fields(found) == {
        "complaint_id": "投诉编号 Complaint No.",
        "received_at": "Complaint Date / 投诉日期",
        "description": "投诉内容 Description",
        "status": "处理状态(Status)",
    }


@pytest.mark.parametrize(("done", "field"), [("处理中", "status"), ("已派人更换", "result")])
def test_what_was_done_is_the_state_where_it_names_states_alone_and_no_column_does(done, field):
    assert (
        fields(best("投诉编号|投诉时间|投诉内容|处理结果", f"C1|{DAY}|灯坏|已处理", f"C2|{DAY}|漏水|{done}"))[field]
        == "处理结果"
    )
    assert (
        fields(best("投诉编号|投诉时间|状态|处理结果", f"C1|{DAY}|已关闭|已处理", f"C2|{DAY}|已关闭|{done}"))["result"]
        == "处理结果"
    )


@pytest.mark.parametrize(
    ("outcomes", "field"),
    [
        (["Resolved", "Pending", "Closed - No Action", "Closed - No Action"], "status"),
        (["Resolved", "Closed - Lamp replaced", "Closed - Pipe mended"], "result"),
    ],
)
def test_states_with_a_remark_that_comes_again_are_states(outcomes, field):
    rows = [f"C{n}|{DAY}|Lift|{outcome}" for n, outcome in enumerate(outcomes)]
    assert fields(best("Complaint ID|Date Raised|Complaint Type|Resolution", *rows))[field] == "Resolution"


def test_of_two_ids_the_one_that_does_more_than_count_rows_is_taken():
    rows = [f"{n}|CMP-{n * 7 % 10}|{DAY}|Lift|Closed" for n in range(1, 4)]
    assert (
        fields(best("complaint_id|complaint_number|opened_date|complaint_type|status", *rows))["complaint_id"]
        == "complaint_number"
    )
    counted = [f"{n}|{DAY}|Lift|Closed" for n in range(1, 4)]
    assert fields(best("complaint_id|opened_date|complaint_type|status", *counted))["complaint_id"] == "complaint_id"


def test_an_id_that_comes_again_stays_the_id():
    header = "工单编号|任务编号|投诉时间|投诉内容"
    found = best(header, f"G8|R1|{DAY}|停电", f"G8|R2|{DAY}|停电", f"G9|R3|{LATER}|停水")
    assert fields(found)["complaint_id"] == "工单编号"


def test_a_repeated_header_gets_a_name_of_its_own_and_no_second_field():
    found = best("投诉编号 | 投诉时间 | 投诉内容 | 备注 | 备注 |", "1 | 2024-01-05 | 灯坏 | a | b | c")
    assert [column.header for column in found.columns] == [
        "投诉编号",
        "投诉时间",
        "投诉内容",
        "备注",
        "备注 (2)",
        "[F]",
    ]


def test_a_column_that_holds_no_times_is_no_time():
    found = best("投诉编号 | 投诉时间 | 处理时间", "1 | 2024-01-05 | 3小时", "2 | 2024-01-06 | 2小时")
    assert "resolved_at" not in fields(found)


def test_a_date_at_the_end_of_an_export_name_says_when_it_was_made():
    rows = ("投诉编号|投诉时间|投诉内容", "1|2024-01-05|灯坏")
    assert best(*rows, name="投诉工单_20240630.xlsx").file_parts["exported_at"] == "20240630"
    assert best(*rows, name="投诉20240101-20240331.csv").file_parts["exported_at"] == "20240331"
    assert "exported_at" not in best(*rows, name="投诉_2024Q1.csv").file_parts


@pytest.mark.parametrize(
    "text",
    [
        "一级分类|二级分类|三级分类\n城乡建设|安全生产|事故处理",
        "订单编号|下单时间|商品|数量|金额|状态\n1|2024-01-05|灯|2|30|已完成",
        "Order ID|Created Date|Customer|Quantity|Unit Price|Status\n1|2024-01-05|A|2|3.5|Closed",
        "姓名|入职时间|部门|岗位|状态\n张三|2024-01-05|工程部|维修工|在职",
        "Date|Open|High|Low|Close|Volume\n2024-01-05|1.5|2.5|1.0|2.0|1000",
        "Deal ID|Name|Status|Owner|Created Date|Amount\n1|A|Open|X|2024-01-05|100",
        "月份|投诉数|报修数|表扬数\n2024-01|3|5|2\n2024-02|4|2|1",
        "PassengerId|Survived|Pclass|Name|Sex|Age|SibSp|Parch|Ticket|Fare|Cabin|Embarked\n1|0|3|A|male|22|1|0|A/5|7.25||S",
        "sepal_length|sepal_width|petal_length|petal_width|species\n5.1|3.5|1.4|0.2|setosa\n4.9|3.0|1.4|0.2|setosa",
        "mpg|cyl|disp|hp|drat|wt|qsec|vs|am|gear|carb\n21|6|160|110|3.9|2.62|16.46|0|1|4|4\n22.8|4|108|93|3.85|2.32|18.61|1|1|4|1",
        "timestamp|level|message|service|host\n2024-03-05 08:00:00|INFO|hello there my friend|web|h1",
        "Ticket ID|Seat|Created|Status|Priority\n1|A5|2024-03-05|Sold|VIP",
        "工单编号|产品编号|工单状态|计划数|优先级|完工数|创建人|创建时间|不良品数\nW1|P1|执行中|1500|高|54|张|2024-01-05|0",
        "工单编号|产品名称|工序名称|报工数|报工时间|状态\nW1|灯|焊接|54|2024-01-05|已完成",
        "房号|业主姓名|应收金额|实收金额|缴费时间|状态\n3-501|张|100|100|2024-03-05|已缴",
        "日期|来访人|事由|被访人|备注\n2024-03-05|张|送货|李|",
        "Submission Date|Name|Unit Number|Describe the problem with your unit|Priority|Status|Submission ID\n2024-03-05 08:00:00|A|3|No water|High|Open|5900000000000000001",
        "id|created|resolved|owner|amount\n1|2024-03-05|2024-03-09|A|100\n2|2024-03-06|2024-03-09|B|120",
        "Property|Unit|Resident|Lease From|Lease To|Rent|Deposit\nOak Court|101|A B|2024-01-01|2024-12-31|1200|1200",
        "Work Order|Property|Unit|Vendor|Invoice Number|Invoice Date|Amount|Created\n1|Oak Court|101|X|77|2024-03-05|100|2024-03-01",
        "Id|ProductId|UserId|ProfileName|Score|Time|Summary|Text\n1|B1|A1|A|5|1303862400|Good|Tasty\n2|B2|A2|B|1|1346976000|Bad|Stale",
        "Student|Score|Comments|Date\nA|87|fine|2024-03-05\nB|64||2024-03-05",
        "Player ID|Score|Feedback|Date\nP1|900|gg|2024-03-05\nP2|750|gg|2024-03-05",
        "Job ID|Job Title|Department|Date Opened|Status|Recruiter\nJ1|Clerk|HR|2024-03-05|Open|A",
        "Job Ref|Applicant Name|Date Submitted|Stage|Source\nJ1|A B|2024-03-05|Open|Web",
        "Issue ID|Risk|Raised Date|Owner|Status|Mitigation|Priority\nI1|Late|2024-03-05|A|Open|More staff|High",
        "Enquiry No|Enquiry Date|Customer Name|Product|Status|Sales Person\nE1|2024-03-05|A B|Pump|Open|C D",
        "Work Order|Part No|Date Created|Machine|Description|Status|Qty\nW1|P1|2024-03-05|Lathe|Gear|Open|3",
        "Feedback ID|Feedback Date|Feedback Type|Course|Rating|Comments\nF1|2024-03-05|Online|Maths|4|fine",
        "反馈日期|反馈内容|课程|学员|评分\n2024-03-05|讲得快|数学|张|4",
        "反馈时间|客户名称|反馈内容|产品|跟进人|成交状态\n2024-03-05|张|太贵|灯|李|未成交",
        "请求编号|请求时间|接口名称|处理结果\nR1|2024-03-05 08:00:00|login|完成",
        "Timestamp|Temperature|Humidity\n2024-01-05 00:00:00|21.5|40\n2024-01-05 01:00:00|21.4|41",
    ],
)  # fmt: skip
def test_a_table_of_something_else_is_refused(text):
    found = matches(*text.split("\n"))
    assert all(match.missing and match.score < 0.5 for match in found), [m.layout.name for m in found if not m.missing]


def test_an_address_of_a_problem_is_a_home_and_never_kept_as_text():
    found = best("工单编号|工单内容|推送时间|宿舍楼栋|问题点位", f"T1|灯坏|{DAY}|3号楼|甲路1号")
    assert (fields(found)["home"], fields(found)["building"]) == ("问题点位", "宿舍楼栋")


def test_only_who_was_asked_again_confirms_a_case():
    assert fields(best("投诉编号|投诉时间|是否解决", f"T1|{DAY}|是"))["status"] == "是否解决"
    assert fields(best("投诉编号|投诉时间|回访时间|是否解决", f"T1|{DAY}|{LATER}|是"))["confirmed"] == "是否解决"
    assert fields(best("投诉编号|投诉时间|业主确认", f"T1|{DAY}|是"))["confirmed"] == "业主确认"


def test_months_and_days_are_dates_under_a_header_of_dates_only():
    rows = [f"{n} | {n}.{n + 3} | 2.5 | 漏水" for n in range(1, 6)]
    found = best("XX物业2024年投诉登记表", "序号 | 日期 | 处理时间 | 投诉内容", *rows)
    assert fields(found)["received_at"] == "日期"
    assert "resolved_at" not in fields(found)
    assert found.file_parts["year"] == "2024"


JIRA = "Summary|Issue key|Issue Type|Status|Created|Resolved|Custom field (Request Type)"


@pytest.mark.parametrize(
    ("types", "taken"),
    [
        ([("Incident", "Lifts"), ("Service Request", "Lights")], "Custom field (Request Type)"),
        ([("Incident", ""), ("Service Request", "")], "Issue Type"),
        ([("Incident", "General"), ("Service Request", "General")], "Issue Type"),
        ([("Service Request", "Lifts"), ("Service Request", "Lights")], "Custom field (Request Type)"),
    ],
)
def test_of_two_columns_of_types_the_one_that_tells_tickets_apart_is_taken(types, taken):
    rows = [f"Lamp|AB-{n}|{kind}|Done|{DAY}|{LATER}|{asked}" for n, (kind, asked) in enumerate(types * 3)]
    assert best(JIRA, *rows).column("subcategory").header == taken


def test_a_ledger_may_say_whether_the_resident_was_satisfied_in_the_end():
    header = "Número de reclamo|Fecha de ingreso|Tipo de reclamo|Descripción|Estado|¿Quedó satisfecho el residente con la solución?"
    assert best(header, "R1|05/03/2024|Ruido|Gritos|Cerrado|Sí").layout.name == "complaint_ledger_european"


def test_words_that_only_say_of_what_a_column_is_do_not_hide_it():
    found = best(
        "诉求查询明细结果",
        "诉求编号|诉求类型|一级分类名称|三级分类名称|诉求内容|登记时间|事件当前状态|所有办理部门|评价满意度|评价时间|部门办理截止时间|办理结束时间",
        *(
            f"Q{n}|{kind}|城乡建设|{about}|坏了|{DAY}|已办结|住建局|满意|{LATER}|{LATER}|{LATER}"
            for n, (kind, about) in enumerate([("投诉", "电梯"), ("咨询", "停车"), ("投诉", "停车")])
        ),
    )
    known = fields(found)
    assert {field: known.get(field) for field in ("due_at", "closed_at", "department", "status", "satisfaction")} == {
        "due_at": "部门办理截止时间",
        "closed_at": "办理结束时间",
        "department": "所有办理部门",
        "status": "事件当前状态",
        "satisfaction": "评价满意度",
    }
    assert known["subcategory"] == "三级分类名称"  # 投诉 and 咨询 are what was wanted, not what it was about
    assert "评价时间" not in known.values()  # 时间 alone would be of anything


def test_a_header_that_is_an_alias_as_a_whole_goes_before_one_with_words_around_it():
    found = best("工单编号|部门受理时间|登记时间|诉求内容", f"G1|{LATER}|{DAY}|停电")
    assert fields(found)["received_at"] == "登记时间"


@pytest.mark.parametrize(
    ("header", "cell", "field"),
    [
        ("承办单位联系电话", "83665521", "phone"),
        ("物业服务电话", "83665521", "phone"),
        ("物业联系人", "张三", "name"),
        ("最终答复时间", LATER, "responded_at"),
        ("当前处理时间", LATER, "resolved_at"),
        ("物业服务到期时间", LATER, "due_at"),
        ("服务截止日期", LATER, "due_at"),
        ("服务等级", "金卡", "severity"),
    ],
)
def test_what_a_column_is_of_may_change_what_it_is(header, cell, field):
    known = fields(best(f"工单编号|投诉时间|投诉内容|{header}", f"G1|{DAY}|停电|{cell}", f"G2|{LATER}|停水|{cell}"))
    assert field not in known


def test_the_time_of_a_service_is_no_time_of_receipt():
    found = matches("工单编号|服务类型|服务内容|服务时间|工单状态", f"G1|保洁|扫地|{DAY}|已完成")
    assert [one.layout.name for one in found if not one.missing] == []


@pytest.mark.parametrize(
    ("header", "cells", "field", "taken"),
    [
        ("Complaint Owner", ("A B", "C D"), "department", "handler"),
        ("Owner of the Complaint", ("A B", "C D"), "department", None),
        ("Final Response Date", (LATER, LATER), "responded_at", None),
        ("Latest Inspection Date", (LATER, LATER), "responded_at", None),
        ("Number of Complaints", ("3", "7"), "complaint_id", None),
        ("Ticket Name", ("Lift", "Noise"), "complaint_id", None),
        ("Case Name", ("Lift", "Noise"), "name", None),
    ],
)
def test_words_around_an_english_header_may_change_what_it_is(header, cells, field, taken):
    first, second = cells
    known = fields(
        best(f"Complaint Date|Complaint Type|Details|{header}", f"{DAY}|Lift|x|{first}", f"{LATER}|Noise|y|{second}")
    )
    assert field not in known
    assert taken is None or known.get(taken) == header


def test_the_day_of_a_query_is_no_day_of_receipt():
    found = matches("Complaint No|Description|Current Date", f"C1|Lift|{DAY}", f"C2|Noise|{DAY}")
    assert [one.layout.name for one in found if not one.missing] == []
